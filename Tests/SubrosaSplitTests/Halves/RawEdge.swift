import NIOCore
import SubrosaTestKit

@testable import SubrosaSplit

/// A program that may be the edge and behaves as a test wants, on blocking sockets.
final class RawEdge: Sendable {
    let socket: UnixSocket

    /// Connects to the host half and says what for.
    init(_ halves: Halves, as preamble: Preamble = .control) throws {
        socket = try UnixSocket(to: halves.sockets.host)
        var bytes = ByteBuffer()
        preamble.write(to: &bytes)
        try socket.send(Array(bytes.readableBytesView))
    }

    func say(_ messages: EdgeMessage...) throws {
        var bytes = ByteBuffer()
        for message in messages { try ControlCodec.encode(message, into: &bytes) }
        try socket.send(Array(bytes.readableBytesView))
    }

    /// Reads until the host half has closed the connection.
    func waitForEnd() async throws {
        try await OnThread.run { [socket] in while try !socket.receive().isEmpty {} }
    }
}
