/// A DNS server to ask instead of those of the system: an IP address, and a port for UDP and TCP alike.
package struct ResolverAddress: Hashable, Sendable, CustomStringConvertible {
    package let ip: IPAddress
    /// 1...65535.
    package let port: UInt16

    package init(ip: IPAddress, port: UInt16) {
        self.ip = ip
        self.port = port
    }

    /// `192.0.2.53:53` or `[2001:db8::53]:53`.
    package var description: String { ip.isIPv6 ? "[\(ip)]:\(port)" : "\(ip):\(port)" }
}
