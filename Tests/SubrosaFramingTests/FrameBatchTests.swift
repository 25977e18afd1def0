import NIOCore
import NIOEmbedded
import SubrosaWire
import Testing

@testable import SubrosaFraming

@Suite("A batch of frames")
struct FrameBatchTests {
    /// Sends datagrams whenever the channel can take some, as a link does with those that wait.
    private final class Sender: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        let batch = FrameBatch()
        private(set) var context: ChannelHandlerContext?
        var waiting = 0

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }
        func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

        func channelWritabilityChanged(context: ChannelHandlerContext) { sendWaiting(context) }

        func sendWaiting(_ context: ChannelHandlerContext) {
            while waiting > 0, context.channel.isWritable {
                waiting -= 1
                batch.add(.datagram(ByteBuffer(repeating: 7, count: 1_000)), to: context)
                batch.flush(to: context)
            }
        }
    }

    /// As a socket whose buffer was full: a flush makes room, which is told before the flush returns.
    private final class Room: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        func flush(context: ChannelHandlerContext) {
            context.flush()
            context.fireChannelWritabilityChanged()
        }
    }

    @Test func isFlushedAgainWhileItIsFlushed() throws {
        let channel = EmbeddedChannel()
        let sender = Sender()
        try channel.pipeline.syncOperations.addHandlers([Room(), sender])
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        let context = try #require(sender.context)
        sender.waiting = 3
        for _ in 0..<100 { sender.batch.add(.datagram(ByteBuffer(repeating: 1, count: 1_000)), to: context) }
        sender.batch.flush(to: context)
        var decoder = FrameDecoder()
        var frames = 0
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
            decoder.append(bytes)
            while try decoder.next() != nil { frames += 1 }
        }
        #expect(frames == 103)
        #expect(sender.waiting == 0)
    }
}
