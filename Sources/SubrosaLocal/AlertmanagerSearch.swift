import NIOCore
import SubrosaCore
import SubrosaNames
import SubrosaPlumbing

/// Where the configuration says that the local Alertmanager listens, and how to find the address.
package struct AlertmanagerSearch: Sendable, Equatable {
    package let address: AlertmanagerAddress
    /// Of the virtual addresses, from which Subrosa sends; no datagram goes from one family to the other.
    package let isIPv6: Bool
    /// Who is asked if it is a name.
    package let names: NameService

    package init(address: AlertmanagerAddress, virtual: VirtualAddress, names: NameService) {
        self.address = address
        isIPv6 = virtual.ip.isIPv6
        self.names = names
    }

    /// The address is no name, and another machine's: gossip would leave this one in clear.
    package var isElsewhere: Bool { address.ip.map { !OwnAddress.contains($0) } ?? false }

    /// Blocks as ``NameService/addresses(of:port:)`` does.
    ///
    /// - Returns: addresses of this machine, in the order of the answer; never none.
    package func run() -> Result<[SocketAddress], NotFound> {
        let found: [SocketAddress]
        switch names.addresses(of: address.host, port: address.port) {
        case .success(let addresses): found = addresses
        case .failure(let failure): return .failure(.unresolved(address, "\(failure)"))
        }
        let own = found.filter { candidate in
            guard let ip = candidate.ipAddress.flatMap(IPAddress.init) else { return false }
            return ip.isIPv6 == isIPv6 && OwnAddress.contains(ip)
        }
        return own.isEmpty ? .failure(.foreign(address, found.map(AddressText.host))) : .success(own)
    }

    /// Why there is no address to send to.
    package enum NotFound: Error, Equatable, Sendable, CustomStringConvertible {
        case unresolved(AlertmanagerAddress, String)
        /// The name stands for these, of which none is this machine's, or of the virtual addresses' family.
        case foreign(AlertmanagerAddress, [String])

        package var why: String {
            switch self {
            case .unresolved: "the name cannot be resolved"
            case .foreign: "the name stands for no address of this machine, and gossip must not leave it in clear"
            }
        }

        package var detail: String {
            switch self {
            case .unresolved(let address, let text): "\(address.host): \(text)"
            case .foreign(let address, let hosts): "\(address.host) is \(hosts.joined(separator: ", "))"
            }
        }

        package var remedy: String {
            switch self {
            case .unresolved: "look at alertmanager of this node, and at this machine's DNS or the server in resolver"
            case .foreign:
                "let the name stand for an address of this machine (ip address show) of the same family as the virtual addresses, or write such an address for alertmanager"
            }
        }

        /// One line: what, why, and what to do.
        package var description: String { "cannot find Alertmanager: \(why) (\(detail)); \(remedy)" }
    }
}
