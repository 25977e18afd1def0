/// Why a connection to one of the two sockets was closed before it had said what it is for. Closed: logs and metrics share it.
package enum SplitRefusalReason: String, Hashable, Sendable, CaseIterable {
    case foreignUser = "foreign_user"
    case unknownUser = "unknown_user"
    case tooManyConnections = "too_many_connections"
    case tooManyWaiting = "too_many_waiting"
    case preambleTimeout = "preamble_timeout"

    package var message: String {
        switch self {
        case .foreignUser: "the program that connected belongs to a user that may not be the other half"
        case .unknownUser: "the system does not tell whose the connection is"
        case .tooManyConnections: "too many connections are open between the two halves"
        case .tooManyWaiting: "too many connections have not said what they are for"
        case .preambleTimeout: "the program that connected did not say in time what for"
        }
    }

    package var remedy: String {
        switch self {
        case .foreignUser:
            "if it is the other half, add its user to edge.users (on the host) or name it with --via.user (at the edge); "
                + "else find out what that program is"
        case .unknownUser: "nothing, if the program has ended; else please report it"
        case .tooManyConnections: "find out why so many streams are open at once"
        case .tooManyWaiting, .preambleTimeout:
            "look whether the other half is frozen or overloaded, or which other program connects"
        }
    }
}
