import SubrosaCore

/// A status in which everything occurs: links up and down, troubles, losses, and text that a stranger chose.
package struct SampleStatus {
    /// Ends elements, attributes, lines and label values wherever it is not escaped.
    package static let hostile = "CN=</td><script>alert(\"1\")</script>\n'\\ & \u{202e}ünde"
    /// 2026-11-23T09:52:00Z
    package static let now = WallTime(milliseconds: 1_795_427_520_123)

    package var nodeName = "am-1"
    /// nil: some digest.
    package var tableDigest: TableDigest?
    package var isReady = true
    package var isDraining = false
    package var reload = ReloadStatus(lastSuccess: now)
    package var subject = "CN=am-1"
    package var notAfter = later(days: 23)
    package var authorities: [AuthorityStatus] = []
    package var revocationLists: [RevocationListStatus] = []
    package var peers: [PeerStatus] = []
    package var refusals: [RefusalReason: UInt64] = [:]
    package var edge: EdgeStatus?
    package var events: [NodeEvent] = []
    package var handshakes: [HandshakeCounters.Kind: UInt64] = [:]
    package var child: ChildStatus?
    package var gossip = GossipStatus()
    package var log = LogStatus()

    package init() {}

    /// All peers linked both ways, nothing wrong.
    package static func well() throws -> SampleStatus {
        var sample = SampleStatus()
        let names = try ["am-2", "am-3"].map(name)
        sample.peers = names.map { peer($0, outbound: up("CN=\($0)"), inbound: up("CN=\($0)")) }
        for index in sample.peers.indices { sample.peers[index].canaries = gossip(.ok) }
        sample.gossip.alertmanager = .heard
        sample.gossip.lastDatagram = now
        sample.gossip.matrix = matrix(try ["am-1", "am-2", "am-3"].map(name)) { _, _ in .ok }
        sample.authorities = [
            AuthorityStatus(
                subject: "CN=CA", keySHA256: "0c" + String(repeating: "ab", count: 31), notAfter: later(days: 3_000),
                peers: names, isOwn: true)
        ]
        sample.revocationLists = [
            RevocationListStatus(
                issuer: "CN=CA", thisUpdate: later(days: -1), nextUpdate: later(days: 6), revokedCount: 2)
        ]
        return sample
    }

    /// Everything wrong that can be, and every text hostile.
    package static func unwell() throws -> SampleStatus {
        var sample = SampleStatus()
        sample.isReady = false
        sample.reload.wasLastSuccessful = false
        sample.reload.lastFailure = now
        sample.reload.failureCount = 1
        sample.reload.problems = [hostile]
        sample.subject = hostile
        sample.notAfter = later(days: -1)
        let counters = PeerCounters()
        counters.datagrams.outbound = 7
        counters.datagramBytes.outbound = 7_000
        counters.streamBytes.inbound = 1 << 40
        counters.dropped(.outbound, .linkDown, count: 3)
        counters.streamFailed(.inbound, .alertmanagerRefused)
        var down = up(hostile)
        down.losses = [.silent: 2]
        down.isUp = false
        down.address = nil
        down.lastTrouble = LinkStatus.Trouble(
            reason: "certificate_expired", message: "the peer's certificate has expired", remedy: "renew it",
            detail: hostile, time: now)
        sample.peers = [
            busy(try name("am-2"), outbound: down, inbound: up(hostile), counters: counters),
            peer(try name("am-3"), outbound: LinkStatus(), inbound: LinkStatus(), isTableEqual: nil),
        ]
        sample.peers[0].canaries = gossip(.linkDownOutbound, lost: 6)
        sample.gossip.alertmanager = .silent
        sample.gossip.lastDatagram = later(days: -1)
        sample.gossip.wrongAddress = hostile
        sample.gossip.sighting = .absent(hostile)
        sample.log.loss = .writeFailed
        sample.log.detail = hostile
        let names = try ["am-1", "am-2", "am-3"].map(name)
        sample.gossip.matrix = matrix(names) { from, _ in from == names[0] ? .ownAlertmanagerSilent : .lossy }
        sample.authorities = [
            AuthorityStatus(
                subject: hostile, keySHA256: "ab", notAfter: later(days: -2), peers: [try name("am-2")], isOwn: false)
        ]
        sample.revocationLists = [
            RevocationListStatus(
                issuer: hostile, thisUpdate: later(days: -8), nextUpdate: later(days: -1), revokedCount: 0)
        ]
        sample.refusals = [.noCertificate: 5]
        sample.handshakes = [HandshakeCounters.Kind(.accepting, .accepted): 3]
        var edge = EdgeStatus()
        edge.since = now
        edge.user = hostile
        edge.version = hostile
        edge.count = 2
        edge.lastTrouble = hostile
        edge.problems = [hostile]
        sample.edge = edge
        sample.events = hostileEvents(try name("am-2"))
        return sample
    }

    package func status() throws -> NodeStatus {
        var status = NodeStatus(
            name: try Self.name(nodeName), startTime: Self.later(days: -3), time: Self.now,
            tableDigest: tableDigest ?? .filled(7),
            isReady: isReady, isDraining: isDraining, reload: reload,
            certificate: Self.certificate(subject, notAfter: notAfter), authorities: authorities,
            revocationLists: revocationLists, peers: peers, refusals: refusals, edge: edge, events: events,
            handshakes: handshakes, gossip: gossip)
        status.child = child
        status.log = log
        return status
    }

    package static func later(days: Int64) -> WallTime { WallTime(milliseconds: now.milliseconds + days * 86_400_000) }

    package static func name(_ text: String) throws -> NodeName {
        guard let name = NodeName(text) else { throw SystemError(call: "NodeName", code: 0) }
        return name
    }

    package static func certificate(_ subject: String, notAfter: WallTime) -> CertificateStatus {
        CertificateStatus(
            subject: subject, serial: "6fb3", authority: "CN=CA", authorityKeySHA256: "0cab", notAfter: notAfter)
    }

    package static func up(_ subject: String) -> LinkStatus {
        var link = LinkStatus()
        link.isUp = true
        link.since = later(days: -1)
        link.address = "192.0.2.2:9095"
        link.certificate = certificate(subject, notAfter: later(days: 40))
        link.count = 2
        return link
    }

    /// Twenty canaries of the last minute, round trips of 0.4 to 12 ms.
    package static func gossip(_ health: PeerHealth, lost: Int = 0) -> CanaryStatus {
        var canaries = CanaryStatus()
        canaries.health = health
        canaries.since = later(days: -1)
        canaries.figures.finished = 20
        canaries.figures.lost = lost
        canaries.figures.roundTrip = CanaryFigures.RoundTrip(
            minimum: .microseconds(400), median: .microseconds(1_250), maximum: .milliseconds(12))
        canaries.totals.sent = 1_000
        canaries.totals.answered = 994
        for _ in 0..<994 { canaries.totals.roundTrips.observe(.microseconds(1_250)) }
        return canaries
    }

    /// Every node has just told what it sees; the first is this one.
    package static func matrix(
        _ names: [NodeName], _ health: (_ from: NodeName, _ to: NodeName) -> PeerHealth
    ) -> ClusterMatrix {
        let rows = names.map { from in
            let entries = names.filter { $0 != from }.map { to in
                let seen = health(from, to)
                return HealthReport.Entry(
                    peer: to, health: seen, lossPerMille: seen == .lossy ? 340 : 0, roundTrip: 1_250)
            }
            let isSilent = entries.contains { $0.health == .ownAlertmanagerSilent }
            return ClusterMatrix.Row(
                reporter: from, age: .seconds(3),
                report: HealthReport(
                    alertmanager: isSilent ? .silent : .heard, tableDigest: .filled(7), entries: entries))
        }
        return ClusterMatrix(nodes: names, rows: rows)
    }

    package static func peer(
        _ name: NodeName, outbound: LinkStatus, inbound: LinkStatus, isTableEqual: Bool? = true,
        counters: PeerCounters = PeerCounters()
    ) -> PeerStatus {
        PeerStatus(
            name: name, linkAddress: "\(name).example.com:9095", virtualAddress: "127.77.0.2:9094",
            outbound: outbound, inbound: inbound, isTableEqual: isTableEqual, openStreams: 1,
            traffic: TrafficCount(counters))
    }

    /// A peer with something in every count.
    private static func busy(
        _ name: NodeName, outbound: LinkStatus, inbound: LinkStatus, counters: PeerCounters
    ) -> PeerStatus {
        var dials = DialCount()
        for _ in 0..<4 { dials.dialled() }
        for _ in 0..<2 { dials.failed(.connect(.connectionRefused)) }
        dials.failed(.refused(.wrongNode))
        var roundTrips = Histogram.roundTrips
        for milliseconds in [0.25, 1, 3_000] { roundTrips.observe(.milliseconds(milliseconds)) }
        return PeerStatus(
            name: name, linkAddress: "\(name).example.com:9095", virtualAddress: "127.77.0.2:9094",
            outbound: outbound, inbound: inbound, isTableEqual: false, openStreams: 1, traffic: TrafficCount(counters),
            dials: dials, roundTrips: roundTrips,
            queue: QueueStatus(count: 2, bytes: 456, oldestAge: .milliseconds(250)),
            outboundLanes: LaneStatus(idle: 1, busy: 2), inboundLanes: LaneStatus(idle: 1, busy: 0))
    }
}
