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
    private let settings: CurrentSettings
    private let loop: any EventLoop
    private let journal: RefusalJournal
    private var peers: [NodeName: PeerTransport] = [:]
    private var channels: [any Channel] = []
    /// How often somebody was refused, since the start.
    package private(set) var refusals: [RefusalReason: UInt64] = [:]
    /// Connections that have not said an acceptable hello yet, oldest first.
    private var pending: [PeerConnection] = []

    package init(
        settings: CurrentSettings, loop: any EventLoop, logger: Logger
    ) {
        self.settings = settings
        self.loop = loop
        var logger = logger
        logger[metadataKey: "component"] = "listener"
        journal = RefusalJournal(logger: logger, loop: loop)
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
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptPause { me.value.journal.cannotAccept("\($0)") })
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(KeepAlive.idle.option), value: KeepAlive.idle.value)
            .childChannelOption(.tcpOption(KeepAlive.interval.option), value: KeepAlive.interval.value)
            .childChannelOption(.tcpOption(KeepAlive.count.option), value: KeepAlive.count.value)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.writeBufferWaterMark, value: TransportLimits.writeWaterMark)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try me.value.accepted(channel) }
            }
        if case .v6 = address {
            bootstrap = bootstrap.serverChannelOption(
                ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: isIPv6Only ? 1 : 0)
        }
        return bootstrap.bind(to: address).flatMapThrowing { channel in
            me.value.channels.append(channel)
            guard let local = channel.localAddress else { throw ChannelError.unknownLocalAddress }
            return AddressText.describe(local)
        }
    }

    /// Who is accepted from now on.
    package func setPeers(_ peers: [PeerTransport]) {
        self.peers = Dictionary(uniqueKeysWithValues: peers.map { ($0.node.name, $0) })
    }

    package func serve() {
        for channel in channels { channel.setOption(.autoRead, value: true).whenComplete { _ in } }
    }

    /// Accepts nobody any more; connections that are open stay.
    package func close() {
        journal.stop()
        for channel in channels { channel.close(promise: nil) }
        channels.removeAll()
    }

    /// Accepts nobody any more at an address that ``bind(_:isIPv6Only:)`` has returned; connections that are open stay.
    package func close(_ address: String) {
        let isIt = { (channel: any Channel) in channel.localAddress.map(AddressText.describe) == address }
        for channel in channels where isIt(channel) { channel.close(promise: nil) }
        channels.removeAll(where: isIt)
    }

    private func accepted(_ channel: any Channel) throws {
        let address = channel.remoteAddress
        // The oldest goes, not the new one: strangers who fill the places with silence do not keep peers out, who say
        // hello at once.
        if pending.count >= TransportLimits.pendingConnections, let oldest = pending.first {
            oldest.refuse(
                Refusal(.tooManyConnections, "\(pending.count) connections have not said who they are"))
        }
        let connection = try PeerConnection.accept(on: channel, settings: settings.value) {
            [weak self] connection, outcome in
            guard let self else {
                connection.close()
                return
            }
            if let index = pending.firstIndex(where: { $0 === connection }) { pending.remove(at: index) }
            concluded(connection, outcome, address: address)
        }
        pending.append(connection)
    }

    private func concluded(_ connection: PeerConnection, _ outcome: PeerConnection.Outcome, address: SocketAddress?) {
        switch outcome {
        case .refused(let refusal): log(refusal, address: address, peer: nil)
        case .ready(let peer):
            connection.onViolation = { [weak self] in self?.log($0, address: address, peer: peer.name) }
            let refusal: Refusal? =
                if let transport = peers[peer.name] {
                    transport.accept(connection, peer)
                } else {
                    Refusal(.notAConfiguredNode, "the hello says \(peer.name)")
                }
            guard let refusal else { return }
            log(refusal, address: address, peer: peer.name)
            connection.close()
        }
    }

    private func log(_ refusal: Refusal, address: SocketAddress?, peer: NodeName?) {
        refusals[refusal.reason, default: 0] += 1
        journal.refused(
            address: address.map(AddressText.describe) ?? "unknown", host: address?.ipAddress ?? "unknown", peer: peer,
            refusal)
    }
}
