/// Where a node's Subrosa accepts peers: a host name or IP literal, and a TCP port.
package struct LinkAddress: Hashable, Sendable, CustomStringConvertible {
    /// A DNS name (resolved afresh at each dial) or an IP literal without brackets.
    package let host: String
    /// 1...65535.
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `am-1.example.com:9095` or `[2001:db8::1]:9095`.
    package var description: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
