#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A TCP listener that serves each connection on a thread of its own, as an Alertmanager might.
package final class TCPServer: Sendable {
    package let address: LoopbackAddress
    private let socket: Socket

    /// - Parameter serve: the connection is closed when it returns or throws and keeps no reference.
    package init(_ address: LoopbackAddress, serve: @escaping @Sendable (TCPConnection) throws -> Void) throws {
        let socket = try Socket(.tcp)
        try socket.set(SO_REUSEADDR, CInt(1))
        try socket.bind(address)
        _ = try SystemError.check("listen") { listen(socket.descriptor, 1_024) }
        // Accepts for as long as the server lives.
        try socket.set(SO_RCVTIMEO, timeval())
        self.socket = socket
        self.address = try socket.localAddress()
        OnThread.start { [socket] in
            while true {
                let descriptor = accept(socket.descriptor, nil, nil)
                if descriptor < 0 {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    return
                }
                guard let connection = try? Socket(accepted: descriptor) else { continue }
                OnThread.start { try? serve(TCPConnection(connection)) }
            }
        }
    }

    /// Accepts nobody any more; connections that are open stay.
    package func stop() { shutdown(socket.descriptor, CInt(SHUT_RDWR)) }

    deinit { stop() }

    /// Sends everything back and ends when the other side does.
    package static func echo(_ address: LoopbackAddress) throws -> TCPServer {
        try TCPServer(address) { connection in
            while true {
                let bytes = try connection.receive()
                if bytes.isEmpty { break }
                try connection.send(bytes)
            }
            try connection.finish()
        }
    }
}
