import SubrosaCore

/// An address of this machine to listen on: an IP address (perhaps the unspecified one) and a TCP port.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    package let ip: IPAddress
    /// 1...65535.
    package let port: UInt16

    package init(ip: IPAddress, port: UInt16) {
        self.ip = ip
        self.port = port
    }

    /// `0.0.0.0:9095` or `[::]:9095`.
    package var description: String { ip.isIPv6 ? "[\(ip)]:\(port)" : "\(ip):\(port)" }
}
