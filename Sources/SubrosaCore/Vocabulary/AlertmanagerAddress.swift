/// Where a node's own Alertmanager really listens, if that is not the node's virtual address: a host name or IP literal,
/// and a port, for UDP and TCP alike.
package struct AlertmanagerAddress: Hashable, Sendable, CustomStringConvertible {
    /// A DNS name in lower case, or an IP literal without brackets.
    package let host: String
    /// 1...65535.
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// nil if ``host`` is a name.
    package var ip: IPAddress? { IPAddress(host) }

    /// `192.0.2.1:9094`, `[2001:db8::1]:9094` or `am.internal:9094`.
    package var description: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
