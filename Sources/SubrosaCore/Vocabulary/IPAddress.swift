#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// An IPv4 or IPv6 address: four or sixteen bytes in network order. No port, no zone.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 bytes (IPv4) or 16 bytes (IPv6). An IPv4-mapped IPv6 address is stored as IPv4, so that
    /// `::ffff:10.0.0.1` and `10.0.0.1` are equal.
    package let bytes: [UInt8]

    /// Parses a literal as `inet_pton` does; names and zones are not literals.
    package init?(_ text: String) {
        // C would stop reading at a NUL and accept what stands before it.
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: &four) { Array($0) })
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            self.init(bytes: withUnsafeBytes(of: &sixteen) { Array($0) })
        } else {
            return nil
        }
    }

    /// - Parameter bytes: 4 or 16 bytes in network order; any other count gives nil.
    package init?(bytes: [UInt8]) {
        switch bytes.count {
        case 4:
            self.bytes = bytes
        case 16:
            let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
            self.bytes = Array(bytes.prefix(12)) == mapped ? Array(bytes.suffix(4)) : bytes
        default:
            return nil
        }
    }

    package var isIPv6: Bool { bytes.count == 16 }

    /// 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        isIPv6 ? bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1 : bytes.first == 127
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        bytes.withUnsafeBytes { raw in
            _ = inet_ntop(isIPv6 ? AF_INET6 : AF_INET, raw.baseAddress, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension IPAddress {
    /// 0.0.0.0 or ::, which stand for all addresses of a machine.
    package var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

    /// 224.0.0.0/4 or ff00::/8 (RFC 5771, RFC 4291), and 255.255.255.255.
    package var isMulticastOrBroadcast: Bool {
        isIPv6 ? bytes.first == 0xff : (bytes.first ?? 0) & 0xf0 == 0xe0 || bytes.allSatisfy { $0 == 0xff }
    }

    /// The network and broadcast addresses of 127.0.0.0/8, which Linux does not treat as a host's.
    package var isLoopbackBroadcast: Bool { bytes == [127, 0, 0, 0] || bytes == [127, 255, 255, 255] }
}
