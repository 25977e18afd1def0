import NIOCore

/// Looks at connections before NIO sets anything up for them, and accepts more slowly while it has to turn many away: that
/// costs some 30 us each, and everything else waits meanwhile. The kernel lets the rest wait, and drops what is too much,
/// which slows those down who cause it. Whoever is admitted costs no pause.
package final class AcceptGate: ChannelDuplexHandler {
    package typealias InboundIn = any Channel
    package typealias OutboundIn = Never

    /// Until the next is accepted, for each that was turned away: so that takes about a tenth of the time, at most.
    private static let pause = TimeAmount.microseconds(300)

    private let admits: (any Channel) -> Bool
    private var turnedAway = 0
    private var isPausing = false
    private var isReadAsked = false

    /// - Parameter admits: turns the connection away itself if it returns false.
    package init(admits: @escaping (any Channel) -> Bool) { self.admits = admits }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if admits(unwrapInboundIn(data)) { context.fireChannelRead(data) } else { turnedAway += 1 }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        if turnedAway > 0, !isPausing {
            isPausing = true
            let wait = Self.pause * turnedAway
            turnedAway = 0
            let context = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.value.eventLoop.assumeIsolated().scheduleTask(in: wait) { [weak self] in
                guard let self else { return }
                isPausing = false
                guard isReadAsked else { return }
                isReadAsked = false
                context.value.read()
            }
        }
        context.fireChannelReadComplete()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { isReadAsked = false }

    package func read(context: ChannelHandlerContext) {
        if isPausing { isReadAsked = true } else { context.read() }
    }
}
