/// Why a dial did not lead to a connection, before TLS had its say. Closed: logs, metrics and documentation share it.
package enum DialFailureReason: String, Hashable, Sendable, CaseIterable {
    case nameNotResolved = "name_not_resolved"
    case connectionRefused = "connection_refused"
    case connectTimeout = "connect_timeout"
    case unreachable = "unreachable"
    case other = "other"

    package var message: String {
        switch self {
        case .nameNotResolved: "the host name of the link address cannot be resolved"
        case .connectionRefused: "nothing listens at the link address"
        case .connectTimeout: "the link address does not answer"
        case .unreachable: "there is no route to the link address"
        case .other: "the connection could not be made"
        }
    }

    package var remedy: String {
        switch self {
        case .nameNotResolved:
            "look at the name in nodes[].address, and at this machine's DNS or the server in resolver"
        case .connectionRefused: "start Subrosa there, or correct nodes[].address"
        case .connectTimeout: "look whether the machine is up and a firewall lets TCP to the link port through"
        case .unreachable: "look at this machine's routes and firewall"
        case .other: "the detail is in err"
        }
    }
}
