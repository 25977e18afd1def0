import NIOCore
import NIOEmbedded
import SubrosaFraming
import SubrosaWire
import Testing

@Suite("A batch of frames")
struct FrameBatchTests {
    /// What a full channel does once the kernel has taken everything: it says so before the flush has returned.
    private final class WritableAtEachFlush: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        func flush(context: ChannelHandlerContext) {
            context.flush()
            context.fireChannelWritabilityChanged()
        }
    }

    /// Has frames waiting, and sends the next when it is told that it may.
    private final class Sender: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        let batch = FrameBatch()
        var waiting: [Frame]

        init(waiting: [Frame]) { self.waiting = waiting }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            guard !waiting.isEmpty else { return }
            batch.add(waiting.removeFirst(), to: context)
            batch.flush(to: context)
        }
    }

    @Test func aFrameAddedWhileTheBatchIsFlushedLeavesBehindItOnceAndWhole() throws {
        let frames = (1...3).map { Frame.datagram(ByteBuffer(string: "datagram \($0)")) }
        let sender = Sender(waiting: Array(frames.dropFirst()))
        let channel = EmbeddedChannel(handlers: [WritableAtEachFlush(), sender])
        let context = try channel.pipeline.syncOperations.context(handler: sender)

        sender.batch.add(frames[0], to: context)
        sender.batch.flush(to: context)

        var decoder = FrameDecoder()
        while let written = try channel.readOutbound(as: ByteBuffer.self) { decoder.append(written) }
        #expect(try (1...3).map { _ in try decoder.next() } == frames)
        #expect(try decoder.next() == nil)
        #expect(sender.batch.byteCount == 0)
    }
}
