import NIOCore
import SubrosaFraming
import SubrosaWire
import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A connection between the two halves of a node that carries frames: a link or a lane, behind its preamble.
///
/// The channel must not allow remote half-closure; half-closes of streams are frames.
final class SplitConnection: ChannelInboundHandler, FrameConnection {
    typealias InboundIn = ByteBuffer

    private var context: ChannelHandlerContext?
    private var decoder = FrameDecoder()
    private let batch = FrameBatch()
    private var lastError: (any Error)?
    private var isOver = false

    var receiver: (any FrameReceiver)?
    var readsByItself = true {
        didSet { if readsByItself, !oldValue { context?.read() } }
    }

    /// Puts a connection behind the preamble of a channel, accepted or dialled.
    static func add(to channel: any Channel) throws -> SplitConnection {
        let connection = SplitConnection()
        if let options = channel.syncOptions {
            try options.setOption(.writeBufferWaterMark, value: SplitLimits.writeWaterMark)
            try options.setOption(.recvAllocator, value: SplitLimits.readBuffer)
        }
        try channel.pipeline.syncOperations.addHandler(connection)
        return connection
    }

    // MARK: FrameConnection

    var isWritable: Bool { context?.channel.isWritable ?? false }

    func send(_ frame: Frame) { batch.add(frame, to: context) }

    /// Bytes queued by ``send(_:)`` that have not been given to the channel yet.
    var batchedBytes: Int { batch.byteCount }

    func flush() { batch.flush(to: context) }

    func read() { context?.read() }

    func close() {
        receiver = nil
        guard !isOver else { return }
        isOver = true
        guard let channel = context?.channel else { return }
        // NIO throws away what waits to be written: the end of a stream, and all that a slow reader has not taken.
        guard (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) != 0 else {
            channel.close(promise: nil)
            return
        }
        let deadline = channel.eventLoop.assumeIsolated().scheduleTask(in: SplitLimits.lingerTimeout) {
            channel.close(promise: nil)
        }
        let written = channel.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            deadline.cancel()
            channel.close(promise: nil)
        }
        channel.writeAndFlush(ByteBuffer(), promise: written)
    }

    func violated(_ detail: String) { end(.violation(detail)) }

    func willCarryStreams() {
        try? context?.channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
    }

    /// The other half is on this machine: whether it reads is seen on the control connection.
    func setCarriesStream(_ carries: Bool) {}

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { context.read() }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        decoder.append(unwrapInboundIn(data))
        do throws(FrameError) {
            while !isOver, let frame = try decoder.next() { receiver?.received(frame) }
        } catch {
            violated("no frame: \(error)")
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        receiver?.burstEnded()
        if readsByItself { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) { receiver?.writabilityChanged() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if lastError == nil { lastError = error }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(lastError.map { .lost(Self.text(of: $0)) } ?? .closedByPeer)
    }

    private func end(_ end: ConnectionEnd) {
        guard !isOver else { return }
        isOver = true
        let receiver = self.receiver
        self.receiver = nil
        receiver?.connectionEnded(end)
        context?.close(promise: nil)
    }

    private static func text(of error: any Error) -> String {
        (error as? IOError).map { SystemMessage.text($0.errnoCode) } ?? "\(error)"
    }
}
