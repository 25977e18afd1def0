import NIOCore
import NIOEmbedded
import SubrosaTestKit
import Testing

@testable import SubrosaSplit

@Suite("Control connection")
struct ControlConnectionTests {
    private final class Fixture {
        let channel = EmbeddedChannel()
        var messages: [EdgeMessage] = []
        var ends: [String] = []
        private(set) var control: ControlConnection<EdgeMessage, HostMessage>?

        init() throws {
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/s")).wait()
            let control = ControlConnection<EdgeMessage, HostMessage>(
                limits: ControlLimits(), alive: .alive, onMessage: { [weak self] in self?.messages.append($0) },
                onEnd: { [weak self] in self?.ends.append($0) })
            try channel.pipeline.syncOperations.addHandler(control)
            self.control = control
        }

        func bytes(_ messages: EdgeMessage...) throws -> ByteBuffer {
            var buffer = ByteBuffer()
            for message in messages { try ControlCodec.encode(message, into: &buffer) }
            return buffer
        }
    }

    @Test func severalInOnePieceAndOneInManyAreTheSame() throws {
        let said: [EdgeMessage] = [.hello(version: "1"), .bound, .failed(["x"]), .alive]
        let fixture = try Fixture()
        var all = ByteBuffer()
        for message in said { try ControlCodec.encode(message, into: &all) }
        try fixture.channel.writeInbound(all)
        #expect(fixture.messages == said)
        for byte in all.readableBytesView { try fixture.channel.writeInbound(ByteBuffer(bytes: [byte])) }
        #expect(fixture.messages == said + said && fixture.ends.isEmpty)
    }

    @Test func afterWhatIsNotUnderstoodNothingIsHeard() throws {
        let fixture = try Fixture()
        var bytes = try fixture.bytes(.bound)
        bytes.writeInteger(UInt32(2))
        bytes.writeString("{{")
        bytes.writeImmutableBuffer(try fixture.bytes(.reload))
        try fixture.channel.writeInbound(bytes)
        #expect(fixture.messages == [.bound])
        #expect(fixture.ends.count == 1 && fixture.ends[0].contains("run the same version of both halves"))
        fixture.channel.embeddedEventLoop.run()
        #expect(!fixture.channel.isActive)
    }

    @Test func whoeverDoesNotReadCostsABoundedBacklog() throws {
        let fixture = try Fixture()
        fixture.channel.isWritable = false
        let stuck = Stuck()
        try fixture.channel.pipeline.syncOperations.addHandler(stuck, position: .first)
        let outcomes = Record<Bool>()
        let long = HostMessage.reloaded([String(repeating: "x", count: 1_000_000)])
        for _ in 0..<6 { fixture.control?.send(long) { outcomes.append($0) } }
        #expect(stuck.count == SplitLimits.messageBacklog / 1_000_000)
        #expect(fixture.ends == ["it does not read what it is told"])
        #expect(outcomes.all.allSatisfy { !$0 })
    }

    /// Keeps what is written, as a full socket does.
    private final class Stuck: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var count = 0

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            count += 1
            context.channel.closeFuture.whenComplete { _ in promise?.fail(ChannelError.ioOnClosedChannel) }
        }
    }

    @Test func itIsToldWhetherAMessageWasTaken() throws {
        let fixture = try Fixture()
        let outcomes = Record<Bool>()
        fixture.control?.send(.alive) { outcomes.append($0) }
        #expect(outcomes.all == [true])
        fixture.control?.send(.reloaded([String(repeating: "x", count: 2 << 20)])) { outcomes.append($0) }
        #expect(outcomes.all == [true, false] && fixture.ends.count == 1, "too long: that is the end")
        fixture.control?.send(.alive) { outcomes.append($0) }
        #expect(outcomes.all == [true, false, false])
    }

    @Test func whoeverClosesItIsNotToldOfTheEnd() throws {
        let fixture = try Fixture()
        fixture.control?.close()
        fixture.channel.embeddedEventLoop.run()
        #expect(!fixture.channel.isActive && fixture.ends.isEmpty)
    }
}
