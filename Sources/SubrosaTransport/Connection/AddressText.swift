import NIOCore
import SubrosaCore

/// Socket addresses as operators write them.
enum AddressText {
    /// `10.0.0.1:9095`, `[2001:db8::1]:9095`; an IPv4-mapped IPv6 address is shown as IPv4.
    static func describe(_ address: SocketAddress) -> String {
        guard let ip = address.ipAddress.flatMap(IPAddress.init), let port = address.port else { return "\(address)" }
        return ip.isIPv6 ? "[\(ip)]:\(port)" : "\(ip):\(port)"
    }
}
