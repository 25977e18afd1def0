import NIOCore
import SubrosaCore
import SubrosaPlumbing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A TCP connection with the local Alertmanager, as one side of a stream.
final class LocalStream: ChannelInboundHandler, StreamSide {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What happened before somebody observed the stream.
    private enum Early {
        case bytes(ByteBuffer)
        case end
        case broke
    }

    let channel: any Channel
    /// Small pieces of a burst, written as one: each write that waits costs a hundred bytes besides its own.
    private var gathered = ByteBuffer()
    private var early: [Early] = []
    private var hasEnded = false
    /// The last byte has been handed to the kernel and the end sent.
    private var outputIsShut = false
    private var isReleased = false
    private var isGone = false
    var observer: (any StreamObserver)?

    private var onActive: ((LocalStream) -> Void)?

    /// - Parameter onActive: called when the connection is up; reading before that would be forgotten by NIO.
    init(channel: any Channel, onActive: ((LocalStream) -> Void)? = nil) {
        self.channel = channel
        self.onActive = onActive
    }

    // MARK: StreamSide

    var isWritable: Bool { channel.isWritable }

    func send(_ bytes: ByteBuffer) {
        if bytes.readableBytes <= LocalLimits.smallPiece {
            gathered.writeImmutableBuffer(bytes)
        } else {
            writeGathered()
            channel.write(bytes, promise: nil)
        }
    }

    func flush() {
        writeGathered()
        channel.flush()
    }

    private func writeGathered() {
        guard gathered.readableBytes > 0 else { return }
        channel.write(gathered, promise: nil)
        gathered = ByteBuffer()
    }

    func finish() {
        // NIO answers a half-close with a full one, and drops what still waits, if the other half is closed already.
        guard hasPendingWrites else {
            shutOutput()
            return
        }
        afterPendingWrites { [weak self] areWritten in
            // If not, the connection is gone, and that is no end in order.
            if areWritten { self?.shutOutput() }
        }
    }

    private func shutOutput() {
        outputIsShut = true
        if isReleased {
            channel.close(promise: nil)
        } else {
            channel.close(mode: .output, promise: nil)
        }
    }

    /// If it cannot be told, there may be some.
    private var hasPendingWrites: Bool {
        if gathered.readableBytes > 0 { return true }
        let count = try? channel.syncOptions?.getOption(.bufferedWritableBytes)
        return count != 0
    }

    func reset(_ reason: StreamResetReason) {
        guard !isGone else { return }
        isGone = true
        let abort = { [channel] in
            // Closing with a linger of zero sends a TCP reset instead of an end.
            _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            channel.close(promise: nil)
        }
        let deadline = channel.eventLoop.assumeIsolated().scheduleTask(in: LocalLimits.resetTimeout, abort)
        afterPendingWrites { _ in
            deadline.cancel()
            abort()
        }
    }

    func readMore() {
        if early.isEmpty { channel.read() } else { passEarly() }
    }

    func release() {
        isReleased = true
        observer = nil
        guard !outputIsShut else {
            channel.close(promise: nil)
            return
        }
        // The rest is still on its way to Alertmanager.
        let channel = self.channel
        let deadline = channel.eventLoop.assumeIsolated().scheduleTask(in: LocalLimits.lingerTimeout) {
            channel.close(promise: nil)
        }
        channel.closeFuture.assumeIsolated().whenComplete { _ in deadline.cancel() }
    }

    /// An empty write behind everything else tells when that has been written.
    private func afterPendingWrites(_ done: @escaping (_ areWritten: Bool) -> Void) {
        writeGathered()
        let promise = channel.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { result in
            if case .success = result { done(true) } else { done(false) }
        }
        channel.writeAndFlush(ByteBuffer(), promise: promise)
    }

    // MARK: Channel events

    func channelActive(context: ChannelHandlerContext) {
        let onActive = self.onActive
        self.onActive = nil
        onActive?(self)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pass(.bytes(unwrapInboundIn(data)))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if early.isEmpty { observer?.streamSideBurstEnded(self) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { observer?.streamSideBecameWritable(self) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { ended() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        broke()
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        // Once our own end is out, NIO reports the other one only as the end of the channel.
        if outputIsShut { ended() } else { broke() }
        context.fireChannelInactive()
    }

    private func ended() {
        guard !hasEnded, !isGone else { return }
        hasEnded = true
        pass(.end)
    }

    private func broke() {
        guard !isGone, !isReleased, !(hasEnded && outputIsShut) else { return }
        isGone = true
        pass(.broke)
    }

    private func pass(_ event: Early) {
        guard let observer, early.isEmpty else {
            if !isReleased { early.append(event) }
            return
        }
        switch event {
        case .bytes(let bytes): observer.streamSide(self, received: bytes)
        case .end: observer.streamSideEnded(self)
        case .broke: observer.streamSide(self, broke: .aborted)
        }
    }

    private func passEarly() {
        let events = early
        early.removeAll()
        for event in events { pass(event) }
        observer?.streamSideBurstEnded(self)
    }
}
