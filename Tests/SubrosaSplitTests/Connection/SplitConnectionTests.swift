import NIOCore
import NIOEmbedded
import SubrosaFraming
import SubrosaWire
import Testing

@testable import SubrosaSplit

@Suite("A connection between the halves")
struct SplitConnectionTests {
    private final class Receiver: FrameReceiver {
        var frames: [Frame] = []
        var ends: [ConnectionEnd] = []
        var onFrame: (Frame) -> Void = { _ in }

        func received(_ frame: Frame) {
            frames.append(frame)
            onFrame(frame)
        }
        func burstEnded() {}
        func writabilityChanged() {}
        func connectionEnded(_ end: ConnectionEnd) { ends.append(end) }
    }

    private struct Fixture {
        let channel = EmbeddedChannel()
        let connection: SplitConnection
        let receiver = Receiver()

        init() throws {
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "/s")).wait()
            connection = try SplitConnection.add(to: channel)
            connection.receiver = receiver
        }

        func bytes(_ frames: Frame...) -> ByteBuffer {
            var buffer = ByteBuffer()
            for frame in frames { FrameEncoder.encode(frame, into: &buffer) }
            return buffer
        }
    }

    @Test func framesInPiecesOfOneByteArriveWhole() throws {
        let fixture = try Fixture()
        let frames: [Frame] = [.datagram(ByteBuffer(bytes: [1, 2])), .ping(7), .open, .end]
        var all = ByteBuffer()
        for frame in frames { FrameEncoder.encode(frame, into: &all) }
        for byte in all.readableBytesView { try fixture.channel.writeInbound(ByteBuffer(bytes: [byte])) }
        #expect(fixture.receiver.frames == frames)
    }

    @Test(arguments: [[0xff, 0, 0, 0], [0x10, 0xff, 0xff, 0xff], [0x11, 0, 0, 7], [0x00, 0, 0, 0]] as [[UInt8]])
    func whatIsNoFrameIsTheEndAndNothingAfterItIsHeard(_ bytes: [UInt8]) throws {
        let fixture = try Fixture()
        try fixture.channel.writeInbound(ByteBuffer(bytes: bytes))
        #expect(fixture.receiver.ends.count == 1)
        guard case .violation? = fixture.receiver.ends.first else {
            Issue.record("\(fixture.receiver.ends)")
            return
        }
        fixture.channel.embeddedEventLoop.run()
        #expect(!fixture.channel.isActive)
        #expect(fixture.receiver.frames.isEmpty && fixture.receiver.ends.count == 1)
    }

    @Test func whoeverClosesItInTheMiddleOfABurstHearsNothingMore() throws {
        let fixture = try Fixture()
        fixture.receiver.onFrame = { [connection = fixture.connection] _ in connection.close() }
        try fixture.channel.writeInbound(fixture.bytes(.open, .end, .open))
        #expect(fixture.receiver.frames == [.open])
        #expect(fixture.receiver.ends.isEmpty, "who closes is not told")
    }

    @Test func theEndIsToldOnce() throws {
        let fixture = try Fixture()
        fixture.connection.violated("once")
        fixture.connection.violated("twice")
        fixture.connection.close()
        fixture.channel.embeddedEventLoop.run()
        #expect(fixture.receiver.ends == [.violation("once")])
    }

    @Test func afterTheEndNothingCrashesAndNothingIsWritten() throws {
        let fixture = try Fixture()
        fixture.connection.close()
        fixture.channel.embeddedEventLoop.run()
        #expect(!fixture.connection.isWritable)
        fixture.connection.send(.ping(1))
        fixture.connection.send(.chunk(ByteBuffer(repeating: 1, count: 100_000)))
        fixture.connection.flush()
        fixture.connection.read()
        fixture.connection.close()
        #expect(try fixture.channel.readOutbound(as: ByteBuffer.self) == nil)
    }
}
