import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

@Suite("What is wrong with a node")
struct NodeProblemTests {
    @Test func nothingIfAllIsWell() throws {
        #expect(NodeProblem.all(in: try SampleStatus.well().status()) == [])
    }

    @Test func everyTroubleIsNamedWithWhatItIsAbout() throws {
        let problems = NodeProblem.all(in: try SampleStatus.unwell().status())
        let hostile = SampleStatus.hostile
        #expect(
            problems.map(\.about) == [
                "configuration", "edge", "edge", "log", "certificate", "CA \(hostile)", "CRL of \(hostile)",
                "Alertmanager", "am-2 outbound", "am-2", "am-3 outbound", "am-3 inbound",
            ])
        #expect(problems.allSatisfy { !$0.what.isEmpty && !$0.remedy.isEmpty })
    }

    @Test func anOldTroubleOfALinkThatIsUpIsNone() throws {
        var sample = try SampleStatus.well()
        var link = SampleStatus.up("CN=am-2")
        link.lastTrouble = LinkStatus.Trouble(
            reason: "silent", message: "nothing came", remedy: "look", detail: nil, time: SampleStatus.now)
        sample.peers = [SampleStatus.peer(try SampleStatus.name("am-2"), outbound: link, inbound: link)]
        sample.peers[0].canaries = SampleStatus.gossip(.ok)
        #expect(NodeProblem.all(in: try sample.status()) == [])
    }

    private func problems(_ health: PeerHealth, since: WallTime = SampleStatus.later(days: -1)) throws -> [NodeProblem]
    {
        var sample = try SampleStatus.well()
        sample.peers[0].canaries = SampleStatus.gossip(health, lost: 7)
        sample.peers[0].canaries.since = since
        return NodeProblem.all(in: try sample.status())
    }

    @Test func gossipThatDoesNotPassIsAProblemAlthoughTheLinksAreUp() throws {
        #expect(
            try problems(.lossy).map(\.what) == [
                "canaries are lost on the way to the peer or back (7 of 20 in the last minute)"
            ])
        for health in [PeerHealth.alertmanagerNotAnswering, .largeLost] {
            #expect(try problems(health).map(\.about) == ["am-2"])
        }
    }

    @Test func whatIsNotKnownIsAProblemWhenItStaysSo() throws {
        #expect(try problems(.unknown, since: SampleStatus.now) == [])
        #expect(try problems(.unknown).map(\.what) == ["no canary has come back yet"])
    }

    @Test func aSilentAlertmanagerIsOneProblemAndNotOneForEachPeer() throws {
        var sample = try SampleStatus.well()
        sample.gossip.alertmanager = .silent
        for index in sample.peers.indices { sample.peers[index].canaries = SampleStatus.gossip(.ownAlertmanagerSilent) }
        #expect(NodeProblem.all(in: try sample.status()).map(\.about) == ["Alertmanager"])
    }

    @Test(arguments: [
        (
            AlertmanagerSighting?.some(.absent("127.77.0.1:9094")),
            "sent nothing for 0 s; nothing listens on UDP 127.77.0.1:9094"
        ),
        (.present("127.77.0.1:9094"), "sent nothing for 0 s; its socket is there (UDP 127.77.0.1:9094)"),
        (
            .elsewhere(sender: "127.0.0.1:9194", expected: "127.77.0.1:9094"),
            "sent nothing for 0 s; datagrams for peers come from 127.0.0.1:9194 and not from 127.77.0.1:9094"
        ),
        (nil, "sent nothing for 0 s"),
    ])
    func whatCanBeSeenOfASilentAlertmanagerIsSaid(sighting: AlertmanagerSighting?, end: String) throws {
        var sample = try SampleStatus.well()
        sample.gossip.alertmanager = .silent
        sample.gossip.sighting = sighting
        #expect(
            NodeProblem.all(in: try sample.status()).map(\.what) == [
                "the Alertmanager beside this node has \(end)"
            ])
    }

    @Test func anAlertmanagerThatAdvertisesAnotherAddressIsNamedWithIt() throws {
        var sample = try SampleStatus.well()
        sample.gossip.alertmanager = .misaddressed
        sample.gossip.wrongAddress = "192.0.2.1:9094"
        let problems = NodeProblem.all(in: try sample.status())
        #expect(problems.map(\.about) == ["Alertmanager"])
        #expect(problems[0].what.hasPrefix("it has its peers answer at 192.0.2.1:9094, not at"))
    }

    @Test func aLogThatLosesLinesIsAProblemUntilItDoesNot() throws {
        var sample = try SampleStatus.well()
        sample.log.lost = [.writeFailed: 3]
        #expect(NodeProblem.all(in: try sample.status()) == [])
        sample.log.loss = .writeFailed
        sample.log.detail = "No space left on device"
        #expect(
            NodeProblem.all(in: try sample.status()).map(\.what) == [
                "log lines are lost: standard error takes nothing (No space left on device)"
            ])
    }

    private func down(_ reason: String, seconds: Int64) -> LinkStatus {
        var link = SampleStatus.up("CN=am-2")
        link.isUp = false
        link.since = SampleStatus.now
        link.lastTrouble = LinkStatus.Trouble(
            reason: reason, message: reason.uppercased(), remedy: "mend it", detail: nil,
            time: WallTime(milliseconds: SampleStatus.now.milliseconds + seconds * 1_000))
        return link
    }

    private func problems(outbound: LinkStatus, inbound: LinkStatus, notAfter: WallTime = SampleStatus.later(days: 9))
        throws -> [String]
    {
        var sample = try SampleStatus.well()
        sample.notAfter = notAfter
        sample.peers = [SampleStatus.peer(try SampleStatus.name("am-2"), outbound: outbound, inbound: inbound)]
        sample.peers[0].canaries = SampleStatus.gossip(.linkDown)
        return NodeProblem.all(in: try sample.status()).map { "\($0.about): \($0.what)" }
    }

    @Test func twoLinksThatAreDownAreOneProblemWithTheReasonOfThisNodesDials() throws {
        #expect(
            try problems(
                outbound: down("connection_refused", seconds: 2), inbound: down("closed_by_peer", seconds: 1)
            ) == ["am-2: both links down, connection_refused: CONNECTION_REFUSED"])
        #expect(
            try problems(
                outbound: down("refused_by_peer", seconds: 2), inbound: down("certificate_expired", seconds: 1)
            ) == ["am-2: both links down, certificate_expired: CERTIFICATE_EXPIRED"])
        #expect(
            try problems(outbound: down("refused_by_peer", seconds: 2), inbound: down("closed_by_peer", seconds: 1))
                == ["am-2: both links down, refused_by_peer: REFUSED_BY_PEER"])
    }

    @Test func thatPeersRefuseAnExpiredCertificateIsNotToldAgainForEach() throws {
        #expect(
            try problems(
                outbound: down("refused_by_peer", seconds: 2), inbound: down("own_certificate_expired", seconds: 1),
                notAfter: SampleStatus.later(days: -1)
            ) == ["certificate: this node's own certificate has expired"])
    }

    @Test func aPeerThatIsReachedAndDoesNotDialIsNotBlamedForHowItsLastLinkEnded() throws {
        var outbound = SampleStatus.up("CN=am-2")
        outbound.since = SampleStatus.now
        #expect(
            try problems(outbound: outbound, inbound: down("closed_by_peer", seconds: -1)) == [
                "am-2 inbound: link down: the peer has not dialled this node again"
            ])
        #expect(
            try problems(outbound: outbound, inbound: down("silent", seconds: 1)) == [
                "am-2 inbound: link down, silent: SILENT"
            ])
    }

    @Test func aNodeThatEndsSaysSo() throws {
        var sample = try SampleStatus.well()
        sample.isDraining = true
        #expect(NodeProblem.all(in: try sample.status()).map(\.what) == ["the node is ending"])
    }

    @Test(arguments: [
        (0, "0 s"), (59, "59 s"), (60, "1 min"), (3_600, "1 h 0 min"), (86_399, "23 h 59 min"), (86_400, "1 d 0 h"),
        (-5, "0 s"),
    ])
    func spansAreReadable(seconds: Int64, expected: String) { #expect(SpanText.text(seconds: seconds) == expected) }
}
