import FoundationEssentials
import SubrosaAdmin
import SubrosaConfig
import SubrosaCore
import SubrosaIdentity
import SubrosaLocal
import SubrosaTestKit
import SubrosaTransport
import Testing

@testable import SubrosaDoctor

/// am-1 of three nodes, with nothing wrong, as the probes would see it; a test spoils it.
enum WellSite {
    static let now = SampleStatus.now.date
    static let subrosa = SocketHolder(process: "subrosa", pid: 100)
    static let alertmanager = SocketHolder(process: "prometheus-alertmanager", pid: 200)
    static let stranger = SocketHolder(process: "nc", pid: 300)
    static let flags = [
        "--cluster.listen-address=127.77.0.1:9094", "--cluster.peer=127.77.0.2:9094", "--cluster.peer=127.77.0.3:9094",
    ]

    static func observations() throws -> Observations {
        let site = try site()
        return Observations(
            now: now, site: site, credentials: CredentialObservation(dates: dates(from: -1, to: 90)),
            sockets: try sockets(), running: .answered(try status(of: site)), alertmanager: try alertmanagerSeen(),
            peers: try site.peers.map { try peer($0, .greeted(try greeted($0, digest: TableDigest(of: site.table)))) },
            system: SystemObservation(fileLimit: 65_536, receiveBuffer: 212_992),
            disks: [disk("the log of subrosa (pid 100)")], gossip: try gossip())
    }

    // MARK: The site

    static func node(_ number: Int) throws -> Node {
        Node(
            name: try #require(NodeName("am-\(number)")),
            linkAddress: LinkAddress(host: "am-\(number).test", port: 9_095),
            virtualAddress: try #require(VirtualAddress(ip: try ip("127.77.0.\(number)"), port: 9_094)),
            identities: [.dns("am-\(number).test")])
    }

    static func site(isSplit: Bool = false, web: ListenAddress? = nil, elsewhere: Site.Elsewhere? = nil) throws -> Site
    {
        Site(
            configFile: "subrosa.yml", node: try node(1), table: try #require(NodeTable(try (1...3).map(node))),
            listen: [.init(ip: try ip("::"), port: 9_095)], web: web, elsewhere: elsewhere, isSplit: isSplit)
    }

    static func ip(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    /// In days from now.
    static func dates(from begin: Double, to end: Double) -> CertificateDates {
        CertificateDates(
            begin: now.addingTimeInterval(begin * 86_400), end: now.addingTimeInterval(end * 86_400))
    }

    // MARK: Sockets

    static func sockets() throws -> [SocketCensus.Entry] {
        try [
            socket(.tcp, "::", 9_095, subrosa), socket(.udp, "127.77.0.2", 9_094, subrosa),
            socket(.udp, "127.77.0.3", 9_094, subrosa), socket(.tcp, "127.77.0.1", 9_094, alertmanager),
            socket(.udp, "127.77.0.1", 9_094, alertmanager),
        ]
    }

    static func socket(
        _ transport: BindFailure.Transport, _ address: String, _ port: UInt16, _ holder: SocketHolder?
    ) throws -> SocketCensus.Entry {
        SocketCensus.Entry(transport: transport, ip: try ip(address), port: port, holder: holder)
    }

    // MARK: The running node

    static func status(
        of site: Site, _ change: (inout SampleStatus) -> Void = { _ in }
    ) throws -> StatusDocument {
        var sample = try SampleStatus.well()
        sample.tableDigest = TableDigest(of: site.table)
        change(&sample)
        return StatusDocument(try sample.status(), softwareVersion: "0.1.0")
    }

    // MARK: Alertmanager

    static func members(
        _ numbers: [Int] = [1, 2, 3], own: String = "127.77.0.1:9094", more: [String] = [], status: String = "ready"
    ) -> AlertmanagerObservation.API {
        let others = numbers.filter { $0 != 1 }.map { "127.77.0.\($0):9094" } + more
        let members =
            [AlertmanagerStatus.Cluster.Member(name: "own", address: own)]
            + others.map { AlertmanagerStatus.Cluster.Member(name: $0, address: $0) }
        return .answered(
            url: "http://127.0.0.1:9093",
            AlertmanagerStatus(cluster: .init(name: "own", status: status, peers: members)))
    }

    static func alertmanagerSeen(flags: [String] = flags) throws -> AlertmanagerObservation {
        AlertmanagerObservation(process: alertmanager, command: ["alertmanager"] + flags, api: members())
    }

    // MARK: What was carried, and what there is room for

    static func disk(_ what: String, bytes: UInt64 = 1 << 30, on fileSystem: UInt64 = 1) -> DiskObservation {
        DiskObservation(what: what, space: FreeSpace(bytes: bytes, files: 1_000, fileSystem: fileSystem))
    }

    /// am-2 and am-3 as they are when all is well, changed.
    static func gossip(
        _ change: (inout GossipObservation.Peer, Int) -> Void = { _, _ in }
    ) throws -> GossipObservation {
        var peers: [NodeName: GossipObservation.Peer] = [:]
        for number in 2...3 {
            var peer = GossipObservation.Peer()
            peer.outbound = 4
            peer.inbound = 5
            peer.pings = 1
            change(&peer, number)
            peers[try node(number).name] = peer
        }
        return GossipObservation(window: .seconds(5), peers: peers)
    }

    // MARK: Peers

    static func peer(_ node: Node, _ outcomes: ProbeOutcome..., small: Bool = false) throws -> PeerObservation {
        PeerObservation(
            node: node,
            way: .dialled(
                outcomes.enumerated().map { index, outcome in
                    PeerObservation.Dial(address: "192.0.2.\(index + 1):9095", outcome: outcome, passesSmallOnly: small)
                }))
    }

    static func greeted(
        _ node: Node, digest: TableDigest, connect: Duration = .milliseconds(2)
    ) throws -> ProbeOutcome.Greeted {
        ProbeOutcome.Greeted(
            connect: connect, hello: .milliseconds(5), digest: digest,
            proven: ProvenPeer(
                nodes: [node.name], notAfter: dates(from: 0, to: 40).end,
                certificateNotAfter: dates(from: 0, to: 40).end,
                authority: AuthorityName(subject: "CN=CA", keySHA256: "ab"), fingerprint: [1],
                subject: "CN=\(node.name)", serial: "1"))
    }

    static func refused(
        _ reason: RefusalReason, presented: CertificateDates? = nil
    ) -> ProbeOutcome {
        .refused(Refusal(reason, "as seen"), connect: .milliseconds(2), presented: presented)
    }
}
