import Logging
import NIOCore
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaWire

/// Everything that joins this node to one peer: the link and lanes that it dials there, and those that the peer
/// dialled here.
package final class PeerTransport {
    package let node: Node
    package let counters: PeerCounters

    private let loop: any EventLoop
    private let settings: CurrentSettings
    private let journal: LinkJournal
    private let localDatagrams: any DatagramSink
    private let onLinkChange: (Bool) -> Void
    private let outboundLanes: OutboundLanes
    private let inboundLanes: InboundLanes
    private var inboundLink: InboundLink?
    private lazy var outboundLink = OutboundLink(
        node: node, dialer: dialer, counters: counters, journal: journal, settings: settings
    ) { [weak self] isUp in self?.linkChanged(isUp: isUp) }
    private let dialer: Dialer
    private var isDraining = false

    /// - Parameters:
    ///   - localDatagrams: takes what the peer sends to the local Alertmanager.
    ///   - localStreams: connects the streams that the peer opens.
    ///   - onLinkChange: told whenever the link that this node dials goes up or down.
    package init(
        node: Node, settings: CurrentSettings, loop: any EventLoop, counters: PeerCounters, logger: Logger,
        localDatagrams: any DatagramSink, localStreams: any StreamDialer, onLinkChange: @escaping (Bool) -> Void
    ) {
        self.node = node
        self.loop = loop
        self.counters = counters
        self.localDatagrams = localDatagrams
        self.onLinkChange = onLinkChange
        self.settings = settings
        dialer = Dialer(loop: loop, settings: settings)
        var logger = logger
        logger[metadataKey: "peer"] = "\(node.name)"
        logger[metadataKey: "component"] = "link"
        journal = LinkJournal(logger: logger)
        logger[metadataKey: "component"] = "stream"
        let streams = LaneJournal(logger: logger, links: journal)
        outboundLanes = OutboundLanes(node: node, dialer: dialer, counters: counters, journal: streams)
        inboundLanes = InboundLanes(streamDialer: localStreams, counters: counters, journal: streams)
    }

    /// Where the local Alertmanager's datagrams to this peer go.
    package var datagrams: any DatagramSink { outboundLink }
    /// Where the local Alertmanager's streams to this peer go.
    package var streams: any StreamSink { outboundLanes }
    package var isLinkUp: Bool { outboundLink.isUp }
    /// Where the peer is, as far as links with it are up.
    var linkAddresses: [SocketAddress] { [outboundLink.peerAddress, inboundLink?.peerAddress].compactMap { $0 } }
    /// Streams under way, in both directions.
    package var streamCount: Int { outboundLanes.streamCount + inboundLanes.streamCount }

    package func start() { outboundLink.start() }

    /// Refuses new streams and tells the peer; what is under way goes on, and so do datagrams.
    package func beginDrain() {
        isDraining = true
        inboundLanes.isDraining = true
        outboundLink.announceDrain()
        inboundLink?.announceDrain()
    }

    /// Closes everything.
    ///
    /// - Returns: completed when the links are closed.
    package func end() -> [EventLoopFuture<Void>] {
        let closing = [outboundLink.drain(), inboundLink?.closeFuture].compactMap { $0 }
        inboundLanes.loseAll()
        inboundLink?.close(.draining)
        inboundLink = nil
        return closing
    }

    /// Takes over a connection that the peer dialled and that has proved to be the peer.
    ///
    /// - Returns: why it is not wanted, or nil.
    func accept(_ connection: PeerConnection, _ peer: PeerConnection.Peer) -> Refusal? {
        journal.compare(own: settings.value.digest, peers: peer.digest)
        switch peer.role {
        case .link:
            inboundLink?.close(.replaced)
            let link = InboundLink(
                connection: connection, loop: loop, sink: localDatagrams, counters: counters
            ) { [weak self] link, reason, detail in
                self?.inboundLinkEnded(link, reason, detail)
            }
            connection.receiver = link
            inboundLink = link
            journal.linkAccepted(address: connection.remoteAddress, peer: peer)
        case .lane:
            guard inboundLanes.count < TransportLimits.lanesPerPeer else {
                return Refusal(.tooManyConnections, "\(inboundLanes.count) lanes are open")
            }
            inboundLanes.add(connection)
        }
        return nil
    }

    private func inboundLinkEnded(_ link: InboundLink, _ reason: LinkDownReason, _ detail: String?) {
        guard inboundLink === link else { return }
        inboundLink = nil
        journal.acceptedLinkEnded(reason, detail: detail)
        // A peer whose link is silent or lost cannot be trusted to end its streams either.
        if reason == .silent || reason == .connectionLost { inboundLanes.loseAll() }
    }

    private func linkChanged(isUp: Bool) {
        if isUp { outboundLanes.linkCameUp(at: outboundLink.peerAddress) } else { outboundLanes.linkWentDown() }
        onLinkChange(isUp && !isDraining)
    }
}
