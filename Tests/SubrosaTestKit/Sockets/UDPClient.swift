#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A bound UDP socket, as an Alertmanager has one.
package final class UDPClient: Sendable {
    package struct Datagram: Equatable, Sendable {
        package let bytes: [UInt8]
        package let sender: LoopbackAddress

        package init(bytes: [UInt8], sender: LoopbackAddress) {
            self.bytes = bytes
            self.sender = sender
        }
    }

    private let socket: Socket
    package let address: LoopbackAddress

    /// - Parameter address: a port of 0 means any.
    package init(_ address: LoopbackAddress) throws {
        socket = try Socket(.udp)
        // Large, so that a test loses nothing by being slow; the force needs root, the other is capped.
        try socket.set(SO_RCVBUF, CInt(32 << 20))
        try? socket.set(SO_RCVBUFFORCE, CInt(32 << 20))
        try socket.bind(address)
        self.address = try socket.localAddress()
    }

    package func send(_ bytes: [UInt8], to target: LoopbackAddress) throws {
        try target.withSystemAddress { pointer, length in
            _ = try SystemError.check("sendto") {
                sendto(socket.descriptor, bytes, bytes.count, 0, pointer, length)
            }
        }
    }

    /// Waits for the next datagram.
    ///
    /// - Parameter milliseconds: times ``Patience/factor``.
    /// - Returns: nil if none comes in time.
    package func receive(within milliseconds: CInt = 10_000) throws -> Datagram? {
        var waiting = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
        guard try SystemError.check("poll", { poll(&waiting, 1, milliseconds * CInt(Patience.factor)) }) > 0 else {
            return nil
        }
        var sender = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bytes = try [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = try withUnsafeMutablePointer(to: &sender) { pointer in
                try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    try SystemError.check("recvfrom") {
                        recvfrom(socket.descriptor, buffer.baseAddress, buffer.count, 0, pointer, &length)
                    }
                }
            }
        }
        return Datagram(bytes: bytes, sender: LoopbackAddress(sender))
    }
}
