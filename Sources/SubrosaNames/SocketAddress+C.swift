import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension SocketAddress {
    /// - Parameter address: of as many bytes as its family has.
    /// - Returns: nil unless it is an IPv4 or IPv6 address.
    init?(_ address: UnsafePointer<sockaddr>?, host: String, port: UInt16) {
        guard let address else { return nil }
        let bytes = UnsafeRawPointer(address)
        switch CInt(address.pointee.sa_family) {
        case AF_INET:
            var ipv4 = bytes.loadUnaligned(as: sockaddr_in.self)
            ipv4.sin_port = port.bigEndian
            self.init(ipv4, host: host)
        case AF_INET6:
            var ipv6 = bytes.loadUnaligned(as: sockaddr_in6.self)
            ipv6.sin6_port = port.bigEndian
            self.init(ipv6, host: host)
        default: return nil
        }
    }
}
