import NIOCore
import NIOEmbedded
import SubrosaTestKit
import Testing

@testable import SubrosaPlumbing

@Suite("Accepting")
struct AcceptGateTests {
    /// Stands for the listening socket: counts how often it is read.
    private final class Socket: ChannelOutboundHandler {
        typealias OutboundIn = Never

        private(set) var reads = 0

        func read(context: ChannelHandlerContext) { reads += 1 }
    }

    /// Stands for NIO's handler that sets connections up.
    private final class Inside: ChannelInboundHandler {
        typealias InboundIn = any Channel

        private(set) var count = 0

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { count += 1 }
    }

    private let loop = EmbeddedEventLoop()
    private let socket = Socket()
    private let inside = Inside()

    private func listener(admits: @escaping (any Channel) -> Bool) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(loop: loop)
        try channel.pipeline.syncOperations.addHandlers(socket, AcceptGate(admits: admits), inside)
        return channel
    }

    /// So many connections in one turn, and the wish for more that follows it.
    private func accept(_ count: Int, on listener: EmbeddedChannel) {
        for _ in 0..<count { listener.pipeline.fireChannelRead(EmbeddedChannel(loop: loop) as any Channel) }
        listener.pipeline.fireChannelReadComplete()
        listener.pipeline.read()
    }

    @Test func whoIsAdmittedCostsNoPause() throws {
        let listener = try listener { _ in true }
        accept(16, on: listener)
        #expect(inside.count == 16)
        #expect(socket.reads == 1)
    }

    @Test func eachThatIsTurnedAwayCostsAPauseAndAcceptingGoesOnAfterwards() throws {
        let listener = try listener { _ in false }
        accept(10, on: listener)
        #expect(inside.count == 0)
        #expect(socket.reads == 0)
        loop.advanceTime(by: .microseconds(2_999))
        #expect(socket.reads == 0)
        loop.advanceTime(by: .microseconds(1))
        #expect(socket.reads == 1, "the wish was kept")
        accept(1, on: listener)
        loop.advanceTime(by: .microseconds(300))
        #expect(socket.reads == 2)
    }

    @Test func aListenerThatIsClosedMeanwhileIsNotReadAgain() throws {
        let listener = try listener { _ in false }
        accept(1, on: listener)
        _ = try listener.finish()
        loop.advanceTime(by: .seconds(1))
        #expect(socket.reads == 0)
    }
}
