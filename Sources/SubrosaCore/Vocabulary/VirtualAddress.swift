/// The loopback address that stands for a node on every machine; what its Alertmanager listens on and advertises.
package struct VirtualAddress: Hashable, Sendable, CustomStringConvertible {
    package let ip: IPAddress
    /// 1...65535.
    package let port: UInt16

    /// - Returns: nil unless `ip` is a loopback address and `port` is not 0.
    package init?(ip: IPAddress, port: UInt16) {
        guard ip.isLoopback, port != 0 else { return nil }
        self.ip = ip
        self.port = port
    }

    /// `127.77.0.1:9094` or `[::1]:9094`.
    package var description: String { ip.isIPv6 ? "[\(ip)]:\(port)" : "\(ip):\(port)" }
}
