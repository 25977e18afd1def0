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
                "configuration", "edge", "edge", "certificate", "CA \(hostile)", "CRL of \(hostile)",
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
