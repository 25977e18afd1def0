import NIOCore
import SubrosaPlumbing

/// Stands first in the pipeline of an accepted connection, reads its preamble, and makes room for the handler of what
/// it is for. Whoever listens closes a connection that does not say it in time.
final class PreambleReader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What came of a connection's first bytes.
    enum Outcome {
        case preamble(Preamble)
        case fault(Preamble.Fault)
    }

    private let onOutcome: (any Channel, Outcome) -> Void
    private var gathered = ByteBuffer()
    private var isOver = false

    /// - Parameter onOutcome: called at most once. For a preamble it adds the next handler to the channel, or closes it.
    init(onOutcome: @escaping (any Channel, Outcome) -> Void) { self.onOutcome = onOutcome }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard !isOver else {
            context.fireChannelRead(wrapInboundOut(bytes))
            return
        }
        gathered.writeBuffer(&bytes)
        do throws(Preamble.Fault) {
            guard let preamble = try Preamble.read(from: &gathered) else { return }
            let rest = gathered
            gathered = ByteBuffer()
            conclude(.preamble(preamble), context.channel)
            if rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        } catch {
            conclude(.fault(error), context.channel)
            context.close(promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isOver { context.fireChannelReadComplete() } else { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isOver { context.fireErrorCaught(error) } else { context.close(promise: nil) }
    }

    private func conclude(_ outcome: Outcome, _ channel: any Channel) {
        isOver = true
        onOutcome(channel, outcome)
    }
}
