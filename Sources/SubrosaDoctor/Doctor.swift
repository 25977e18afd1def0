import FoundationEssentials
import NIOCore
import NIOPosix
import SubrosaAdmin
import SubrosaConfig
import SubrosaCore
import SubrosaLocal
import SubrosaNames
import SubrosaNode
import SubrosaTransport

/// Looks at everything that a node needs, from its own machine, and says what is wrong.
package struct Doctor: Sendable {
    /// Peers that are looked at side by side.
    private static let mostPeersAtOnce = 16

    private let configFile: String
    private let node: String
    private let peer: String?
    private let statusURL: StatusURL?
    private let access: StatusAccess
    private let alertmanagerURL: StatusURL?

    /// - Parameters:
    ///   - node: which node this is.
    ///   - peer: the only one to look at; nil: all.
    ///   - statusURL: where the running node serves its admin pages; nil: as the configuration says.
    ///   - access: what to show and to trust there.
    ///   - alertmanagerURL: where Alertmanager serves its API; nil: as its command line says, or where it usually does.
    package init(
        configFile: String, node: String, peer: String?, statusURL: StatusURL?, access: StatusAccess,
        alertmanagerURL: StatusURL?
    ) {
        self.configFile = configFile
        self.node = node
        self.peer = peer
        self.statusURL = statusURL
        self.access = access
        self.alertmanagerURL = alertmanagerURL
    }

    /// The peer that was asked for is none of this node's.
    package struct UnknownPeer: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter progress: told what is being done, from any thread.
    package func examine(progress: @escaping @Sendable (String) -> Void) async throws(UnknownPeer) -> DoctorReport {
        let now = Date()
        progress("reading \(configFile)")
        let found: ConfigurationProbe.Found
        switch await ConfigurationProbe.look(path: configFile, node: node, now: now) {
        case .unusable(let problems):
            return DoctorReport(node: nil, time: now, diagnosis: Diagnosis(unusable: problems))
        case .usable(let usable): found = usable
        }
        let peers = try chosen(found.site)
        progress("looking at this machine")
        let sockets = SocketCensus.take(ports: found.site.ports)
        let alertmanager = AlertmanagerProbe(site: found.site, sockets: sockets, url: alertmanagerURL)
        let pages = statusURL ?? found.config.web.map { StatusURL($0, credentialDirectory: Setup.credentialDirectory) }
        async let local = local(found.site, pages, alertmanager, progress)
        let clock = ClockProbe(admin: admin(found.config, pages), access: access, alertmanager: alertmanager.url)
        let ways = await look(at: peers, found, clock, progress)
        var observations = await Observations(
            now: now, site: found.site, credentials: found.credentials, sockets: sockets, running: local.running,
            alertmanager: local.alertmanager, peers: ways,
            system: SystemObservation(fileLimit: nil, receiveBuffer: nil), disks: [], gossip: local.gossip)
        let subrosa = SocketView(observations).subrosa
        observations.system = SystemProbe.look(subrosa: subrosa)
        observations.disks = DiskProbe.look(subrosa: subrosa, observations.alertmanager)
        return DoctorReport(node: found.site.node.name, time: now, diagnosis: Diagnosis(observations))
    }

    private typealias Local = (
        running: RunningObservation, alertmanager: AlertmanagerObservation, gossip: GossipObservation?
    )

    /// What runs on this machine, and what it carries.
    private func local(
        _ site: Site, _ pages: StatusURL?, _ probe: AlertmanagerProbe, _ progress: @escaping @Sendable (String) -> Void
    ) async -> Local {
        async let running = RunningProbe.look(pages, access)
        async let alertmanager = probe.look()
        let (node, seen) = (await running, await alertmanager)
        var names: [String: String] = [:]
        var answering: StatusURL?
        switch seen.api {
        case .answered(_, let status):
            answering = probe.url
            for member in status.cluster.peers ?? [] { names[member.address] = member.name }
        case .notAsked: break
        // What it does not carry then has its cause.
        case .failed, .odd: return (node, seen, nil)
        }
        progress("watching gossip")
        let gossip = GossipProbe(
            status: node.status == nil ? nil : pages, access: access, alertmanager: answering, peers: site.peers,
            names: names)
        return (node, seen, await gossip.look())
    }

    /// Where peers serve their admin pages, if they do as this node does and not to their own machines alone.
    private func admin(_ config: Config, _ pages: StatusURL?) -> (port: UInt16, isSecure: Bool)? {
        guard let web = config.web, !web.listenAddress.ip.isLoopback else { return nil }
        return (web.listenAddress.port, pages?.isSecure ?? false)
    }

    private func chosen(_ site: Site) throws(UnknownPeer) -> [Node] {
        guard let peer else { return site.peers }
        let found = site.peers.filter { $0.name.text == peer }
        guard found.isEmpty else { return found }
        let names = site.peers.map(\.name.text).joined(separator: ", ")
        throw UnknownPeer(
            description:
                "\(QuotedText.quote(peer)) is no peer of \(site.node.name) in \(configFile); its peers are \(names)")
    }

    // MARK: Peers

    private func look(
        at peers: [Node], _ found: ConfigurationProbe.Found, _ clock: ClockProbe,
        _ progress: @escaping @Sendable (String) -> Void
    ) async -> [PeerObservation] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let verdicts = OpenVerdicts(loop: loop)
        // What BoringSSL cannot use has been found by reading the files.
        let probe = PeerProbe(
            loop: loop, names: NameService(found.config),
            settings: found.setup.flatMap { try? $0.connectionSettings(verdicts) }, clock: clock)
        let ways = await look(at: peers, with: probe, progress)
        try? await loop.flatSubmit { verdicts.end(on: loop) }.get()
        try? await group.shutdownGracefully()
        return ways
    }

    private func look(
        at peers: [Node], with probe: PeerProbe, _ progress: @escaping @Sendable (String) -> Void
    ) async -> [PeerObservation] {
        await withTaskGroup(of: (Int, PeerObservation).self) { group in
            var found: [PeerObservation?] = peers.map { _ in nil }
            var waiting = peers.enumerated().makeIterator()
            var done = 0
            for _ in 0..<Self.mostPeersAtOnce {
                guard let (index, peer) = waiting.next() else { break }
                group.addTask { (index, await probe.look(at: peer)) }
            }
            progress("asking peers: \(done) of \(peers.count)")
            while let (index, observation) = await group.next() {
                found[index] = observation
                done += 1
                progress("asking peers: \(done) of \(peers.count)")
                if let (index, peer) = waiting.next() { group.addTask { (index, await probe.look(at: peer)) } }
            }
            return found.compactMap { $0 }
        }
    }
}
