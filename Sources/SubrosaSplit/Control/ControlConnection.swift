import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// One end of the control connection between the two halves: messages both ways, a sign of life every second, and the
/// end when none has come for too long.
final class ControlConnection<Incoming: Decodable, Outgoing: Encodable>: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let limits: ControlLimits
    private let alive: Outgoing
    private let onMessage: (Incoming) -> Void
    private let onEnd: (String) -> Void
    private var context: ChannelHandlerContext?
    private var gathered = ByteBuffer()
    private var waiting = 0
    private var heard = Instant.now()
    private var ticker: Ticker?
    private var isOver = false

    /// - Parameters:
    ///   - alive: what is sent when there is nothing else to say.
    ///   - onEnd: called once unless the connection is closed from here, with what happened in words.
    init(
        limits: ControlLimits, alive: Outgoing, onMessage: @escaping (Incoming) -> Void,
        onEnd: @escaping (String) -> Void
    ) {
        self.limits = limits
        self.alive = alive
        self.onMessage = onMessage
        self.onEnd = onEnd
    }

    /// - Parameter done: called once: whether the system has taken the message for the other half.
    func send(_ message: Outgoing, _ done: @escaping (_ isWritten: Bool) -> Void = { _ in }) {
        guard let context, !isOver else {
            done(false)
            return
        }
        var bytes = ByteBuffer()
        do { try ControlCodec.encode(message, into: &bytes) } catch {
            end("a message cannot be sent: \(error)")
            done(false)
            return
        }
        let size = bytes.readableBytes
        waiting += size
        guard waiting <= SplitLimits.messageBacklog else {
            end("it does not read what it is told")
            done(false)
            return
        }
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [weak self] result in
            self?.waiting -= size
            if case .success = result { done(true) } else { done(false) }
        }
        context.writeAndFlush(NIOAny(bytes), promise: written)
    }

    /// Closes after what the system has taken; ``onEnd`` is not called.
    func close() {
        isOver = true
        ticker?.cancel()
        context?.close(promise: nil)
    }

    private func end(_ why: String) {
        guard !isOver else { return }
        close()
        onEnd(why)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard ticker == nil, !isOver else { return }
        heard = .now()
        ticker = Ticker(on: context.eventLoop, every: limits.pingInterval) { [weak self] in self?.tick() }
        context.read()
    }

    private func tick() {
        if Instant.now() - heard >= .nanoseconds(limits.silence.nanoseconds) {
            end("nothing came from it for \(limits.silence.nanoseconds / 1_000_000) ms")
        } else {
            send(alive)
        }
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        var bytes = unwrapInboundIn(data)
        gathered.discardReadBytes()
        gathered.writeBuffer(&bytes)
        heard = .now()
        do throws(ControlCodec.Fault) {
            while !isOver, let message = try ControlCodec.read(Incoming.self, from: &gathered) { onMessage(message) }
        } catch {
            end("it says what this version does not understand (\(error)); run the same version of both halves")
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.read() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end("the connection broke: \(error)") }

    func channelInactive(context: ChannelHandlerContext) { end("it has closed the connection, or ended") }
}
