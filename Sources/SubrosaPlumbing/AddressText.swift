import NIOCore
import SubrosaCore

/// Socket addresses as operators write them; an IPv4-mapped IPv6 address is shown as IPv4.
package enum AddressText {
    /// `10.0.0.1:9095`, `[2001:db8::1]:9095`.
    package static func describe(_ address: SocketAddress) -> String {
        guard let ip = ip(of: address), let port = address.port else { return "\(address)" }
        return ip.isIPv6 ? "[\(ip)]:\(port)" : "\(ip):\(port)"
    }

    /// `10.0.0.1`, `2001:db8::1`.
    package static func host(_ address: SocketAddress) -> String { ip(of: address).map { "\($0)" } ?? "\(address)" }

    private static func ip(of address: SocketAddress) -> IPAddress? { address.ipAddress.flatMap(IPAddress.init) }
}
