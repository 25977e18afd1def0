/// Where a connection comes from, as far as it is told apart: an IPv4 address, or the /64 of an IPv6 address, since a
/// host has all of a /64 (RFC 6177).
package struct SourceNetwork: Hashable, Sendable {
    private let isIPv6: Bool
    private let prefix: UInt64

    /// Of a connection that was reset before anybody could ask where it comes from: `0.0.0.0`, where nobody is.
    package static let unknown = SourceNetwork(isIPv6: false, prefix: 0)

    private init(isIPv6: Bool, prefix: UInt64) {
        self.isIPv6 = isIPv6
        self.prefix = prefix
    }

    package init(_ ip: IPAddress) {
        isIPv6 = ip.isIPv6
        prefix = ip.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
