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

extension IPAddress {
    /// 0.0.0.0 or ::, which stand for all addresses of a machine.
    var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

    /// 224.0.0.0/4 or ff00::/8 (RFC 5771, RFC 4291), and 255.255.255.255.
    var isMulticastOrBroadcast: Bool {
        isIPv6 ? bytes.first == 0xff : (bytes.first ?? 0) & 0xf0 == 0xe0 || bytes.allSatisfy { $0 == 0xff }
    }

    /// The network and broadcast addresses of 127.0.0.0/8, which Linux does not treat as a host's.
    var isLoopbackBroadcast: Bool { bytes == [127, 0, 0, 0] || bytes == [127, 255, 255, 255] }
}
