import Logging
import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing
import SubrosaSealed

/// Takes sealed datagrams, at the addresses at which peers are accepted. Confined to the event loop.
package final class SealedListener {
    /// So that a burst finds room while the loop is busy elsewhere; the kernel gives what it allows.
    private static let receiveBuffer = 4 * 1_024 * 1_024
    /// Longer than any packet, so that one that is cut short is seen to be.
    private static let packetBuffer = 2_048
    private static let readsAtOnce = 16
    /// Each of so many packets.
    private static let readsPerTurn: UInt = 4

    private let loop: any EventLoop
    private let keyring: SealedKeyring
    private let logger: Logger
    private var channels: [SocketAddress: any Channel] = [:]
    /// What is to stay bound.
    private var wanted: [SocketAddress: Bool] = [:]
    private var isClosed = false
    private var troubles = RepeatFilter<Trouble>(interval: .seconds(10))

    private enum Trouble: Hashable {
        case lost
        case notBound(String)
    }

    package init(keyring: SealedKeyring, loop: any EventLoop, logger: Logger) {
        self.keyring = keyring
        self.loop = loop
        var logger = logger
        logger[metadataKey: "component"] = "listener"
        self.logger = logger
    }

    /// Packets thrown away since the start.
    package var refusals: [SealedRefusalReason: UInt64] { keyring.refusals }

    package func isBound(_ address: SocketAddress) -> Bool { channels[address] != nil }

    /// Where it listens, or is to listen again.
    package var addresses: [SocketAddress] { Array(wanted.keys) }

    /// Binds, and begins to read at once: without a key nothing is taken.
    ///
    /// - Parameter isIPv6Only: as for ``LinkListener/bind(_:isIPv6Only:)``.
    package func bind(_ address: SocketAddress, isIPv6Only: Bool) -> EventLoopFuture<Void> {
        let me = NIOLoopBound(self, eventLoop: loop)
        var bootstrap = DatagramBootstrap(group: loop)
            .channelOption(.socketOption(.so_rcvbuf), value: Self.receiveBuffer)
            // Several with one call to the kernel.
            .channelOption(.datagramVectorReadMessageCount, value: Self.readsAtOnce)
            .channelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.packetBuffer * Self.readsAtOnce)
            )
            .channelOption(.maxMessagesPerRead, value: Self.readsPerTurn)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(me.value.keyring))
                }
            }
        if case .v6 = address {
            bootstrap = bootstrap.channelOption(
                ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: isIPv6Only ? 1 : 0)
        }
        return bootstrap.bind(to: address).map { me.value.bound($0, address, isIPv6Only: isIPv6Only) }
    }

    package func close(_ address: SocketAddress) {
        wanted[address] = nil
        channels.removeValue(forKey: address)?.close(promise: nil)
    }

    package func close() {
        isClosed = true
        for address in wanted.keys { close(address) }
    }

    private func bound(_ channel: any Channel, _ address: SocketAddress, isIPv6Only: Bool) {
        guard !isClosed else {
            channel.close(promise: nil)
            return
        }
        channels[address] = channel
        wanted[address] = isIPv6Only
        channel.closeFuture.assumeIsolated().whenComplete { [weak self] _ in self?.lost(channel, address) }
    }

    /// NIO closes a datagram channel on some errors.
    private func lost(_ channel: any Channel, _ address: SocketAddress) {
        guard channels[address] === channel else { return }
        channels[address] = nil
        if let metadata = metadata(.lost, address) {
            logger.warning("Lost the UDP socket for peers; binding it again", metadata: metadata)
        }
        bindLater(address)
    }

    private func bindLater(_ address: SocketAddress) {
        loop.assumeIsolated().scheduleTask(in: TransportLimits.rebindInterval) { [weak self] in
            guard let self, let isIPv6Only = wanted[address], channels[address] == nil else { return }
            bind(address, isIPv6Only: isIPv6Only).assumeIsolated().whenFailure { [weak self] error in
                guard let self else { return }
                if let metadata = metadata(.notBound("\(error)"), address) {
                    logger.warning("Cannot bind the UDP socket for peers", metadata: metadata)
                }
                bindLater(address)
            }
        }
    }

    /// - Returns: nil if that has just been said.
    private func metadata(_ trouble: Trouble, _ address: SocketAddress) -> Logger.Metadata? {
        guard case .report = troubles.happened(trouble, now: .now()) else { return nil }
        var metadata: Logger.Metadata = [
            "address": "\(AddressText.describe(address))",
            "remedy": "Subrosa keeps trying; datagrams from peers take the links meanwhile",
        ]
        if case .notBound(let error) = trouble { metadata["err"] = "\(error)" }
        return metadata
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let keyring: SealedKeyring

        init(_ keyring: SealedKeyring) { self.keyring = keyring }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { keyring.received(unwrapInboundIn(data).data) }

        func channelReadComplete(context: ChannelHandlerContext) { keyring.burstEnded() }

        /// An error of one packet (ICMP) is none of the socket's; an error of the socket closes it, which is seen.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {}
    }
}
