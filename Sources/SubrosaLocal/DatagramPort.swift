import Logging
import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing

/// The UDP half of a peer's virtual address: what the local Alertmanager sends there goes to the peer, and what the
/// peer sends is delivered from there.
final class DatagramPort: DatagramSink {
    private let address: SocketAddress
    private let alertmanager: AlertmanagerPlace
    private let loop: any EventLoop
    private let counters: PeerCounters
    private let logger: Logger
    private let foreign: ForeignDatagrams
    private var channel: (any Channel)?
    /// Has a descriptor, but no address yet.
    private var opening: (any Channel)?
    private var sink: (any DatagramSink)?
    private var isClosed = false
    private var kernelDrops = KernelDropMeter()
    private var troubles = RepeatFilter<Trouble>(interval: .seconds(10))

    private enum Trouble { case lost, notBound }

    init(
        address: SocketAddress, alertmanager: AlertmanagerPlace, loop: any EventLoop, counters: PeerCounters,
        logger: Logger
    ) {
        self.address = address
        self.alertmanager = alertmanager
        self.loop = loop
        self.counters = counters
        self.logger = logger
        foreign = ForeignDatagrams(counters: counters, logger: logger)
    }

    /// Binds; nothing is read before ``serve(_:)``.
    func bind() -> EventLoopFuture<Void> {
        let me = NIOLoopBound(self, eventLoop: loop)
        return DatagramBootstrap(group: loop)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.so_rcvbuf), value: LocalLimits.receiveBuffer)
            .channelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: LocalLimits.datagramBuffer)
            )
            .channelOption(.maxMessagesPerRead, value: LocalLimits.readsPerTurn)
            .channelOption(.writeBufferWaterMark, value: LocalLimits.datagramWaterMark)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    me.value.opening = channel
                    try channel.pipeline.syncOperations.addHandler(Reader(port: me.value))
                }
            }
            .bind(to: address)
            .map { channel in me.value.bound(channel) }
            .flatMapErrorThrowing { error in
                me.value.notBound()
                throw error
            }
    }

    /// Starts to read; what arrives goes to `sink`.
    func serve(_ sink: any DatagramSink) {
        self.sink = sink
        startReading()
    }

    func close() {
        isClosed = true
        channel?.close(promise: nil)
        channel = nil
    }

    /// Counts what the kernel dropped on this socket since the last time, and says what came from other programs.
    func countKernelDrops() {
        foreign.reportGathered(now: .now())
        guard let channel = channel as? any SocketOptionProvider else { return }
        let meter = NIOLoopBound(self, eventLoop: loop)
        KernelDropMeter.read(channel).whenSuccess { total in
            let me = meter.value
            me.counters.dropped(.outbound, .receiveOverflow, count: me.kernelDrops.advance(to: total))
        }
    }

    var recentForeignSender: String? { foreign.recentSender(now: .now()) }

    // MARK: Towards Alertmanager

    func deliver(_ datagram: ByteBuffer) {
        guard let address = alertmanager.address else {
            counters.dropped(.inbound, .alertmanagerUnknown)
            return
        }
        guard let channel else {
            counters.dropped(.inbound, .notBound)
            return
        }
        guard channel.isWritable else {
            counters.dropped(.inbound, .sendQueueFull)
            return
        }
        let size = UInt64(datagram.readableBytes)
        let promise = loop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [counters, alertmanager] result in
            if case .success = result {
                counters.datagrams.inbound += 1
                counters.datagramBytes.inbound += size
            } else {
                counters.dropped(.inbound, .sendFailed)
                alertmanager.wasNotReached()
            }
        }
        channel.write(AddressedEnvelope(remoteAddress: address, data: datagram), promise: promise)
    }

    func burstEnded() { channel?.flush() }

    // MARK: Keeping it bound

    /// NIO leaves a datagram channel open whose address it could not bind.
    private func notBound() {
        opening?.close(promise: nil)
        opening = nil
    }

    private func bound(_ channel: any Channel) {
        opening = nil
        guard !isClosed else {
            channel.close(promise: nil)
            return
        }
        self.channel = channel
        kernelDrops = KernelDropMeter()
        // NIO closes a datagram channel on some send errors (no route, a firewall rule).
        channel.closeFuture.assumeIsolated().whenComplete { [weak self] _ in self?.unbound() }
        if sink != nil { startReading() }
    }

    private func unbound() {
        guard !isClosed else { return }
        channel = nil
        // The first loss is mended at once; a firewall rule would have the address lost with every datagram.
        guard case .report(let repeated) = happened(.lost) else {
            rebindLater()
            return
        }
        logger.warning(
            "A virtual address was lost; binding it again",
            metadata: [
                "why": "the system closed the socket", "repeated": "\(repeated)",
                "remedy": "look for firewall rules on the loopback interface",
            ])
        rebind()
    }

    private func happened(_ trouble: Trouble) -> RepeatFilter<Trouble>.Verdict {
        troubles.happened(trouble, now: .now())
    }

    private func rebindLater() {
        loop.assumeIsolated().scheduleTask(in: LocalLimits.rebindInterval) { [weak self] in self?.rebind() }
    }

    private func rebind() {
        guard !isClosed else { return }
        bind().assumeIsolated().whenFailure { [weak self] error in
            guard let self else { return }
            rebindLater()
            guard case .report = happened(.notBound) else { return }
            logger.error(
                "Cannot bind a virtual address", metadata: ["err": "\(error)", "remedy": "Subrosa keeps trying"])
        }
    }

    private func startReading() {
        channel?.setOption(.autoRead, value: true).whenComplete { _ in }
    }

    // MARK: From Alertmanager

    /// Any program of this machine may send here; only what the local Alertmanager sends goes to the peer.
    private func received(_ envelope: AddressedEnvelope<ByteBuffer>) {
        guard let address = alertmanager.address else {
            counters.dropped(.outbound, .alertmanagerUnknown)
            return
        }
        guard envelope.remoteAddress == address else {
            foreign.came(from: envelope.remoteAddress, now: .now())
            return
        }
        sink?.deliver(envelope.data)
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let port: DatagramPort

        init(port: DatagramPort) { self.port = port }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            port.received(unwrapInboundIn(data))
        }

        func channelReadComplete(context: ChannelHandlerContext) { port.sink?.burstEnded() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            port.logger.debug("Error on a virtual address", metadata: ["err": "\(error)"])
        }
    }
}
