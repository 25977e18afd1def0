import FoundationEssentials
import Logging
import NIOCore
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaWire

/// Everything that joins this node to one peer: the link and lanes that it dials there, and those that the peer
/// dialled here.
package final class PeerTransport {
    package private(set) var node: Node
    package let counters: PeerCounters

    private let loop: any EventLoop
    private let settings: CurrentSettings
    private let sessions: Sessions
    private let record = LinkRecord()
    private let journal: LinkJournal
    private let localDatagrams: any DatagramSink
    private let keyring: SealedKeyring
    private let onLinkChange: (Bool) -> Void
    private let outboundLanes: OutboundLanes
    private let inboundLanes: InboundLanes
    private var inboundLink: InboundLink?
    /// The link that ``inboundLink`` has replaced: what the peer sent on it may still be on the way.
    private var replacedLink: InboundLink?
    /// SHA-256 of the certificate with which the peer last dialled a link.
    private var peerFingerprint: [UInt8]?
    private lazy var outboundLink = OutboundLink(
        node: node, dialer: dialer, counters: counters, journal: journal, settings: settings, sessions: sessions,
        record: record
    ) { [weak self] isUp in self?.linkChanged(isUp: isUp) }
    private let dialer: Dialer
    private var isDraining = false

    /// - Parameters:
    ///   - handshakes: are counted there, whichever peer they are with.
    ///   - events: is told what becomes of the links.
    ///   - keyring: gets the keys that the peer hands over.
    ///   - localDatagrams: takes what the peer sends to the local Alertmanager.
    ///   - localStreams: connects the streams that the peer opens.
    ///   - onLinkChange: told whenever the link that this node dials goes up or down.
    package init(
        node: Node, settings: CurrentSettings, sessions: Sessions, loop: any EventLoop, counters: PeerCounters,
        logger: Logger, handshakes: HandshakeCounters = HandshakeCounters(), events: EventLog,
        keyring: SealedKeyring = SealedKeyring(), localDatagrams: any DatagramSink, localStreams: any StreamDialer,
        onLinkChange: @escaping (Bool) -> Void
    ) {
        self.node = node
        self.loop = loop
        self.counters = counters
        self.localDatagrams = localDatagrams
        self.keyring = keyring
        self.onLinkChange = onLinkChange
        self.settings = settings
        self.sessions = sessions
        dialer = Dialer(loop: loop, settings: settings, record: record, handshakes: handshakes)
        var logger = logger
        logger[metadataKey: "peer"] = "\(node.name)"
        logger[metadataKey: "component"] = "link"
        journal = LinkJournal(peer: node.name, logger: logger, events: events)
        logger[metadataKey: "component"] = "stream"
        let streams = LaneJournal(logger: logger, links: journal)
        outboundLanes = OutboundLanes(
            node: node, dialer: dialer, settings: settings, sessions: sessions, counters: counters, journal: streams)
        inboundLanes = InboundLanes(streamDialer: localStreams, counters: counters, journal: streams)
    }

    /// Where the local Alertmanager's datagrams to this peer go.
    package var datagrams: any DatagramSink { outboundLink }
    /// Where the local Alertmanager's streams to this peer go.
    package var streams: any StreamSink { outboundLanes }
    package var isLinkUp: Bool { outboundLink.isUp }
    /// Of the link that the peer dialled.
    package var isInboundLinkUp: Bool { record.inbound.isUp }
    /// How often a link came up, in either direction.
    package var establishments: UInt64 { record.outbound.count + record.inbound.count }
    /// Told what the peer tells of how gossip fares.
    package var onReport: ((HealthReport) -> Void)?
    /// Where the peer is, as far as links with it are up.
    var linkAddresses: [SocketAddress] { [outboundLink.peerAddress, inboundLink?.peerAddress].compactMap { $0 } }
    /// Streams under way, in both directions.
    package var streamCount: Int { outboundLanes.streamCount + inboundLanes.streamCount }

    package func start() { outboundLink.start() }

    /// Tells the peer how gossip fares here, if it can be told now.
    package func send(_ report: HealthReport) { outboundLink.send(report) }

    /// Refuses new streams and tells the peer; what is under way goes on, and so do datagrams.
    package func beginDrain() {
        isDraining = true
        inboundLanes.isDraining = true
        outboundLink.announceDrain()
        inboundLink?.announceDrain()
    }

    /// Closes everything.
    ///
    /// - Parameter reason: ``LinkDownReason/draining``, or ``LinkDownReason/nodeRemoved``.
    /// - Returns: completed when the links are closed.
    package func end(_ reason: LinkDownReason) -> [EventLoopFuture<Void>] {
        let closing = [outboundLink.drain(reason), inboundLink?.closeFuture].compactMap { $0 }
        inboundLanes.loseAll(.laneLost)
        replacedLink?.close(.replaced)
        inboundLink?.close(reason)
        return closing
    }

    /// The node's entry in the configuration has changed: its link address, its identities. Its name and virtual
    /// address have not.
    package func changed(to node: Node) {
        self.node = node
        outboundLanes.moved(to: node)
        outboundLink.moved(to: node)
    }

    /// Dials a new link and new lanes, which then take the place of the present ones; nothing is lost by it.
    package func renew() {
        outboundLink.renew()
        outboundLanes.renew()
    }

    /// How it stands with the peer now.
    package var status: PeerStatus {
        PeerStatus(
            name: node.name, linkAddress: "\(node.linkAddress)", virtualAddress: "\(node.virtualAddress)",
            outbound: record.outbound, inbound: record.inbound,
            isTableEqual: record.tableDigest.map { $0 == settings.value.digest },
            openStreams: streamCount, traffic: TrafficCount(counters), dials: record.dials,
            roundTrips: record.roundTrips, queue: outboundLink.queue, outboundLanes: outboundLanes.status,
            inboundLanes: inboundLanes.status, datagramPath: datagramPath)
    }

    private var datagramPath: DatagramPathStatus {
        var path = DatagramPathStatus(linkAlone: outboundLink.linkAlone)
        path.sealedPackets = counters.sealedPackets
        path.discardedCopies = counters.discardedCopies
        return path
    }

    /// Whether the peer has been dialled, with or without success.
    package var wasTried: Bool { record.outbound.count > 0 || record.outbound.lastTrouble != nil }

    /// Takes over a connection that the peer dialled and that has proved to be the peer.
    ///
    /// - Returns: why it is not wanted, or nil.
    func accept(_ connection: PeerConnection, _ peer: PeerConnection.Peer) -> Refusal? {
        hasTable(peer.digest)
        switch peer.role {
        case .link:
            replacedLink?.close(.replaced)
            replacedLink = inboundLink
            replacedLink?.isReplaced = true
            let link = InboundLink(
                connection: connection, peer: peer, loop: loop, sink: localDatagrams, counters: counters,
                keyring: settings.value.datagrams == .tls ? nil : keyring,
                onReport: { [weak self] in self?.reported($0) },
                onEnd: { [weak self] link, reason, detail in self?.inboundLinkEnded(link, reason, detail) })
            connection.receiver = link
            inboundLink = link
            journal.linkAccepted(address: connection.remoteAddress, peer: peer, isRenewal: replacedLink != nil)
            record.inboundCameUp(at: connection.remoteAddress, peer)
            sessions.add(
                connection, peer,
                owner: Session.Owner(end: { [weak link] reason, detail in link?.close(reason, detail: detail) }))
            noticed(peer.proven.fingerprint)
            noticed(peer.abilities)
            outboundLink.peerIsThere()
        case .lane:
            guard inboundLanes.count < TransportLimits.lanesPerPeer else {
                return Refusal(.tooManyConnections, "\(inboundLanes.count) lanes are open")
            }
            let lane = inboundLanes.add(connection)
            sessions.add(connection, peer, owner: Session.Owner(end: { [weak lane] _, _ in lane?.lose(.notTrusted) }))
        }
        return nil
    }

    private func reported(_ report: HealthReport) {
        hasTable(report.tableDigest)
        onReport?(report)
    }

    /// The peer has said which node table it has.
    private func hasTable(_ digest: TableDigest) {
        journal.compare(own: settings.value.digest, peers: digest)
        record.told(tableDigest: digest)
    }

    /// A peer that has begun to present another certificate does so on the connections that this node dials as well.
    private func noticed(_ fingerprint: [UInt8]) {
        defer { peerFingerprint = fingerprint }
        guard let peerFingerprint, peerFingerprint != fingerprint, let presented = outboundLink.peerFingerprint,
            presented != fingerprint
        else { return }
        renew()
    }

    /// A peer that was reloaded takes sealed datagrams, or not any more.
    private func noticed(_ abilities: Hello.Abilities) {
        guard let known = outboundLink.peerAbilities, known != abilities else { return }
        outboundLink.renew()
    }

    private func inboundLinkEnded(_ link: InboundLink, _ reason: LinkDownReason, _ detail: String?) {
        if replacedLink === link {
            replacedLink = nil
            journal.replacedLinkEnded()
        }
        guard inboundLink === link else { return }
        inboundLink = replacedLink
        replacedLink = nil
        inboundLink?.isReplaced = false
        let reason = reason.refined(
            peers: link.peer.proven.notAfter, own: settings.value.ownNotAfter, now: Date())
        journal.acceptedLinkEnded(reason, detail: detail)
        record.inboundWentDown(reason, detail)
        if let inboundLink {
            // The link that took its place has not lasted; it still stands.
            record.inboundCameUp(at: inboundLink.address, inboundLink.peer)
            journal.olderLinkStands(address: inboundLink.address, peer: inboundLink.peer)
            return
        }
        // A peer whose link is silent or lost cannot be trusted to end its streams either.
        if reason == .silent || reason == .connectionLost { inboundLanes.loseAll(.laneLost) }
    }

    private func linkChanged(isUp: Bool) {
        if isUp { outboundLanes.linkCameUp(at: outboundLink.peerAddress) } else { outboundLanes.linkWentDown() }
        onLinkChange(isUp && !isDraining)
    }
}
