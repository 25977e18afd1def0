import NIOCore
import NIOEmbedded
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaTransport

@Suite("A visitor's bytes")
struct VisitorTests {
    /// Counts what is asked of the system.
    private final class Reads: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer

        var count = 0

        func read(context: ChannelHandlerContext) {
            count += 1
            context.read()
        }
    }

    private static let hello: [UInt8] = [22, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]

    /// Lets one stranger in a second.
    private func keeper(
        _ settings: PeerConnectionSettings, _ loop: EmbeddedEventLoop, _ refusals: Record<RefusalReason>
    ) -> Doorkeeper {
        Doorkeeper(
            settings: CurrentSettings(settings), loop: loop, limits: DoorLimits(strangersPerSecond: 1),
            onRefused: { refusal, _ in refusals.append(refusal.reason) }, onReady: { _, _, _ in })
    }

    private func visit(_ keeper: Doorkeeper, _ loop: EmbeddedEventLoop) throws -> (EmbeddedChannel, Reads) {
        let reads = Reads()
        let channel = EmbeddedChannel(loop: loop)
        try channel.pipeline.syncOperations.addHandler(reads)
        #expect(keeper.admits(channel))
        channel.pipeline.fireChannelActive()
        return (channel, reads)
    }

    @Test func whoWaitsIsNotReadAndMayNotPileUpBytes() async throws {
        try await Fabric.run { fabric in
            let settings = try await fabric.settings(2)
            let refusals = Record<RefusalReason>()
            func run() throws {
                let loop = EmbeddedEventLoop()
                let keeper = keeper(settings, loop, refusals)
                let (first, _) = try visit(keeper, loop)
                try first.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
                try first.writeInbound(ByteBuffer(bytes: Self.hello))
                let (second, reads) = try visit(keeper, loop)
                try second.connect(to: SocketAddress(ipAddress: "192.0.2.2", port: 1)).wait()
                let before = reads.count
                try second.writeInbound(ByteBuffer(bytes: Self.hello))
                #expect(reads.count == before, "the token is gone, so nothing more is read")
                #expect(throws: (any Error).self, "TLS has not been set up") {
                    try second.pipeline.syncOperations.handler(type: PeerConnection.self)
                }
                for _ in 0..<8 { try second.writeInbound(ByteBuffer(repeating: 0, count: 16_000)) }
                #expect(refusals.all.isEmpty)
                try second.writeInbound(ByteBuffer(repeating: 0, count: 16_000))
                #expect(refusals.all == [.handshakeTooLarge])
                #expect(!second.isActive)
                loop.run()
                _ = try? first.finish(acceptAlreadyClosed: true)
            }
            try run()
        }
    }

    @Test func nothingIsReadWhileACertificateIsLookedAt() async throws {
        try await Fabric.run { fabric in
            let settings = try await fabric.settings(2)
            func run() throws {
                let loop = EmbeddedEventLoop()
                let keeper = keeper(settings, loop, Record())
                let (channel, reads) = try visit(keeper, loop)
                let visitor = try channel.pipeline.syncOperations.handler(type: Visitor.self)
                let before = reads.count
                visitor.holdReads(true)
                channel.read()
                channel.read()
                #expect(reads.count == before)
                visitor.holdReads(false)
                #expect(reads.count == before + 1, "what was asked for meanwhile")
                channel.read()
                #expect(reads.count == before + 2)
                _ = try? channel.finish(acceptAlreadyClosed: true)
            }
            try run()
        }
    }
}
