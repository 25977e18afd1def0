import NIOCore
import SubrosaCore

/// Who is asked for the addresses of a host name: the system, or the DNS server of `resolver`.
package struct NameService: Hashable, Sendable {
    /// Nobody needs more for one host, and a DNS server may send thousands.
    static let maximumCount = 64

    /// nil: the system's resolver.
    package let server: ResolverAddress?

    package init(server: ResolverAddress? = nil) { self.server = server }

    /// Blocks until there is an answer: with ``server`` at most ``DNSQuery/deadline``, else as long as the system is set
    /// up for (resolv.conf(5)). Nobody is asked for an IP literal.
    ///
    /// - Parameters:
    ///   - host: an IP literal without brackets, or a name; with ``server`` as it is, without search domains.
    ///   - port: what the addresses get.
    /// - Returns: IPv4 and IPv6 addresses in the order of the answer, never none and at most ``maximumCount``.
    package func addresses(of host: String, port: UInt16) -> Result<[SocketAddress], NameFailure> {
        if let literal = try? SocketAddress(ipAddress: host, port: Int(port)) { return .success([literal]) }
        let result = server.map { DNSQuery.ask($0, host, port: port) } ?? SystemNames.ask(host, port: port)
        return result.flatMap { addresses in
            addresses.isEmpty
                ? .failure(NameFailure(description: "it has no address"))
                : .success(Array(addresses.prefix(Self.maximumCount)))
        }
    }
}
