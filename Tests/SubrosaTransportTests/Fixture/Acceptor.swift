import NIOCore
import NIOPosix
import SubrosaFraming
import SubrosaTestKit
import SubrosaWire
import Testing

@testable import SubrosaTransport

/// Accepts connections as a node does and only takes note of how they come out. Those that are ready are kept, and
/// nothing on them is answered.
final class Acceptor: Sendable {
    /// Takes every frame and says nothing.
    final class Mute: FrameReceiver {
        private let frames: Record<FrameType>

        init(_ frames: Record<FrameType>) { self.frames = frames }

        func received(_ frame: Frame) { frames.append(frame.type) }
        func burstEnded() {}
        func writabilityChanged() {}
        func connectionEnded(_ end: ConnectionEnd) {}
    }

    let outcomes = Record<Outcome>()
    let frames = Record<FrameType>()
    let port: Int

    init(_ fabric: Fabric, _ settings: PeerConnectionSettings) async throws {
        let channel = try await ServerBootstrap(group: fabric.loop)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { [outcomes, frames] channel in
                channel.eventLoop.makeCompletedFuture {
                    _ = try PeerConnection.accept(on: channel, settings: settings) { connection, outcome in
                        connection.receiver = Mute(frames)
                        outcomes.append(Outcome(outcome))
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = try #require(channel.localAddress?.port)
    }

    func first() async throws -> Outcome {
        try await outcomes.first("an accepted connection comes out") { _ in true }.element
    }
}
