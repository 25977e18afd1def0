import Logging
import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaWire

/// Accepts peers: shakes hands, checks who it is, and hands the connection to that peer's transport. Everybody else
/// is refused with one log line.
package final class LinkListener {
    private let loop: any EventLoop
    private let journal: RefusalJournal
    private var peers: [NodeName: PeerTransport] = [:]
    private lazy var keeper = Doorkeeper(
        settings: settings, loop: loop, limits: limits,
        onRefused: { [weak self] in self?.refused($0, address: $1, peer: nil) },
        onReady: { [weak self] connection, peer, address in
            guard let self else {
                connection.close()
                return
            }
            ready(connection, peer, address: address)
        })
    private let settings: CurrentSettings
    private let limits: DoorLimits
    private let handshakes: HandshakeCounters
    /// Where to accept peers, as bound.
    private var wanted: Set<String> = []
    /// Those that listen.
    private(set) var channels: [any Channel] = []
    private var isServing = false
    private var isClosed = false
    private var peerLook: Ticker?
    /// Connections that were refused since the start.
    package private(set) var refusals: [RefusalReason: UInt64] = [:]

    package init(
        settings: CurrentSettings, loop: any EventLoop, limits: DoorLimits? = nil,
        handshakes: HandshakeCounters = HandshakeCounters(), logger: Logger, events: EventLog
    ) {
        self.settings = settings
        self.loop = loop
        self.handshakes = handshakes
        self.limits =
            limits ?? DoorLimits(patience: .nanoseconds(settings.value.deadline.nanoseconds))
        var logger = logger
        logger[metadataKey: "component"] = "listener"
        journal = RefusalJournal(logger: logger, events: events, loop: loop)
    }

    /// Binds without accepting; ``serve()`` begins that.
    ///
    /// - Parameter isIPv6Only: false makes an IPv6 wildcard accept IPv4 as well.
    /// - Returns: the address that was bound.
    package func bind(_ address: SocketAddress, isIPv6Only: Bool) -> EventLoopFuture<String> {
        let me = NIOLoopBound(self, eventLoop: loop)
        var bootstrap = ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.autoRead, value: false)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        AcceptPause { me.value.journal.cannotAccept($0) },
                        AcceptGate { [weak listener = me.value] in listener?.keeper.admits($0) ?? false })
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(KeepAlive.idle.option), value: KeepAlive.idle.value)
            .childChannelOption(.tcpOption(KeepAlive.interval.option), value: KeepAlive.interval.value)
            .childChannelOption(.tcpOption(KeepAlive.count.option), value: KeepAlive.count.value)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.writeBufferWaterMark, value: TransportLimits.writeWaterMark)
        if case .v6 = address {
            bootstrap = bootstrap.serverChannelOption(
                ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: isIPv6Only ? 1 : 0)
        }
        return bootstrap.bind(to: address).flatMapThrowing { channel in
            guard let local = channel.localAddress else { throw ChannelError.unknownLocalAddress }
            me.value.bound(channel, at: local, isIPv6Only: isIPv6Only)
            return AddressText.describe(local)
        }
    }

    /// Who is accepted from now on.
    package func setPeers(_ peers: [PeerTransport]) {
        self.peers = Dictionary(uniqueKeysWithValues: peers.map { ($0.node.name, $0) })
    }

    package func serve() {
        isServing = true
        for channel in channels { accept(on: channel) }
        peerLook = Ticker(on: loop, every: TransportLimits.peerLookInterval) { [weak self] in self?.lookForPeers() }
    }

    /// Accepts nobody any more; connections that are open stay, but for those whose handshake has not begun.
    package func close() {
        isClosed = true
        journal.stop()
        peerLook?.cancel()
        keeper.close()
        for channel in channels { channel.close(promise: nil) }
        channels.removeAll()
    }

    /// The address that ``bind(_:isIPv6Only:)`` has returned as text.
    package func socketAddress(_ bound: String) -> SocketAddress? {
        channels.compactMap(\.localAddress).first { AddressText.describe($0) == bound }
    }

    /// Accepts nobody any more at an address that ``bind(_:isIPv6Only:)`` has returned; connections that are open stay.
    package func close(_ address: String) {
        wanted.remove(address)
        let isIt = { (channel: any Channel) in channel.localAddress.map(AddressText.describe) == address }
        let closing = channels.filter(isIt)
        channels.removeAll(where: isIt)
        for channel in closing { channel.close(promise: nil) }
    }

    private func accept(on channel: any Channel) { channel.setOption(.autoRead, value: true).whenComplete { _ in } }

    // MARK: Keeping it bound

    private func bound(_ channel: any Channel, at address: SocketAddress, isIPv6Only: Bool) {
        guard !isClosed else {
            channel.close(promise: nil)
            return
        }
        channels.append(channel)
        wanted.insert(AddressText.describe(address))
        channel.closeFuture.assumeIsolated().whenComplete { [weak self] _ in
            self?.lost(channel, at: address, isIPv6Only: isIPv6Only)
        }
        if isServing { accept(on: channel) }
    }

    /// NIO closes its listener on errors of accept(2) that it does not know.
    private func lost(_ channel: any Channel, at address: SocketAddress, isIPv6Only: Bool) {
        // What ``close(_:)`` closes is not among them any more.
        guard isServing, !isClosed, channels.contains(where: { $0 === channel }) else { return }
        channels.removeAll { $0 === channel }
        journal.lostListener(AddressText.describe(address))
        bindLater(address, isIPv6Only: isIPv6Only)
    }

    private func bindLater(_ address: SocketAddress, isIPv6Only: Bool) {
        loop.assumeIsolated().scheduleTask(in: TransportLimits.rebindInterval) { [weak self] in
            guard let self, !isClosed, wanted.contains(AddressText.describe(address)) else { return }
            bind(address, isIPv6Only: isIPv6Only).assumeIsolated().whenFailure { [weak self] error in
                guard let self else { return }
                journal.cannotListen(AddressText.describe(address), error)
                bindLater(address, isIPv6Only: isIPv6Only)
            }
        }
    }

    // MARK: Accepting

    /// Peers are given room at the door, wherever they are now.
    private func lookForPeers() {
        for peer in peers.values {
            for address in peer.linkAddresses { keeper.sawPeer(at: address) }
        }
    }

    private func ready(_ connection: PeerConnection, _ peer: PeerConnection.Peer, address: SocketAddress?) {
        connection.onViolation = { [weak self] in self?.log($0, address: address, peer: peer.name) }
        let refusal: Refusal? =
            if let transport = peers[peer.name] {
                transport.accept(connection, peer)
            } else {
                Refusal(.notAConfiguredNode, "the hello says \(peer.name)")
            }
        guard let refusal else {
            if let address { keeper.sawPeer(at: address) }
            handshakes.ended(.accepting, .accepted)
            return
        }
        refused(refusal, address: address, peer: peer.name)
        connection.close()
    }

    private func refused(_ refusal: Refusal, address: SocketAddress?, peer: NodeName?) {
        handshakes.ended(.accepting, .refused)
        log(refusal, address: address, peer: peer)
    }

    private func log(_ refusal: Refusal, address: SocketAddress?, peer: NodeName?) {
        refusals[refusal.reason, default: 0] += 1
        journal.refused(address, peer: peer, refusal)
    }
}
