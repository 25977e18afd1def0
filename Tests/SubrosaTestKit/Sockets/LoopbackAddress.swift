#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// An IPv4 address and port of this machine's loopback interface.
package struct LoopbackAddress: Hashable, Sendable, CustomStringConvertible {
    /// Host byte order: 127.77.0.1 is 0x7f4d0001.
    package let ip: UInt32
    package let port: UInt16

    package init(ip: UInt32, port: UInt16) {
        self.ip = ip
        self.port = port
    }

    package var host: String { [24, 16, 8, 0].map { "\(ip >> $0 & 0xff)" }.joined(separator: ".") }
    package var description: String { "\(host):\(port)" }

    package func with(port: UInt16) -> LoopbackAddress { LoopbackAddress(ip: ip, port: port) }

    init(_ address: sockaddr_in) {
        self.init(ip: UInt32(bigEndian: address.sin_addr.s_addr), port: UInt16(bigEndian: address.sin_port))
    }

    /// - Returns: nil if the descriptor is no bound IPv4 socket.
    package init?(ofSocket descriptor: CInt) {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        self.init(address)
    }

    /// Calls with the C form.
    func withSystemAddress<T>(_ body: (UnsafePointer<sockaddr>, socklen_t) throws -> T) rethrows -> T {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = ip.bigEndian
        return try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// A port that is free for TCP and UDP on this address at this moment.
    package func withFreePort() throws -> LoopbackAddress {
        for _ in 0..<100 {
            let listener = try Socket(.tcp)
            try listener.bind(with(port: 0))
            let chosen = try listener.localAddress()
            let other = try Socket(.udp)
            if (try? other.bind(chosen)) != nil { return chosen }
        }
        throw SystemError(call: "bind", code: EADDRINUSE)
    }
}
