/// A dial that led to no connection with the other half.
package struct SplitFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Closed: logs, status and documentation share it.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case notThere = "not_there"
        case refused = "connection_refused"
        case permissionDenied = "permission_denied"
        case foreignUser = "foreign_user"
        case timeout = "connect_timeout"
        case other = "other"

        package var message: String {
            switch self {
            case .notThere: "the socket of the other half is not there"
            case .refused: "nobody listens on the socket of the other half"
            case .permissionDenied: "this user may not connect to the socket of the other half"
            case .foreignUser: "the one who listens on the socket belongs to a user that may not be the other half"
            case .timeout: "the other half does not accept connections"
            case .other: "the connection could not be made"
            }
        }

        package var remedy: String {
            switch self {
            case .notThere: "start the other half, and let both see the same directory"
            case .refused: "start the other half"
            case .permissionDenied:
                "let this user enter the directory, and write the socket (owner, group and mode of edge.host_socket or "
                    + "edge.edge_socket)"
            case .foreignUser:
                "if it is the other half, add its user to edge.users (on the host) or name it with --via.user (at the edge); "
                    + "else find out what that program is"
            case .timeout: "look whether the other half is frozen or overloaded"
            case .other: "the detail is in err"
            }
        }
    }

    package let reason: Reason
    /// What there is to say beyond the reason; may be empty.
    package let detail: String

    package init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }

    /// One line: what, why, and what to do.
    package var description: String {
        "\(reason.message)\(detail.isEmpty ? "" : " (\(detail))"); \(reason.remedy)"
    }
}
