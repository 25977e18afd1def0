import NIOCore

/// Socket addresses as operators write them.
enum AddressText {
    /// `127.77.0.1:9094`, `[::1]:9094`.
    static func describe(_ address: SocketAddress) -> String {
        guard let ip = address.ipAddress, let port = address.port else { return "\(address)" }
        return address.protocol == .inet6 ? "[\(ip)]:\(port)" : "\(ip):\(port)"
    }
}
