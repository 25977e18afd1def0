/// A user or group in the configuration, or on the command line, that this machine does not have.
package struct UnknownAccount: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case user
        case group
    }

    package let kind: Kind
    package let name: String
    /// Where it stands: `edge.host_socket.owner`.
    package let key: String

    package init(_ kind: Kind, _ name: String, in key: String) {
        self.kind = kind
        self.name = name
        self.key = key
    }

    /// One line: what, why, and what to do.
    package var description: String {
        "cannot look up the \(kind) \(name) of \(key): this machine has no such \(kind); correct the name, write the "
            + "\(kind)'s number, or create the \(kind) (getent \(kind == .user ? "passwd" : "group") \(name))"
    }
}

extension Accounts {
    /// - Parameter key: where the name stands, for the message.
    package static func uid(of name: String, in key: String) throws(UnknownAccount) -> UInt32 {
        guard let uid = uid(of: name) else { throw UnknownAccount(.user, name, in: key) }
        return uid
    }

    /// - Parameter key: where the name stands, for the message.
    package static func gid(of name: String, in key: String) throws(UnknownAccount) -> UInt32 {
        guard let gid = gid(of: name) else { throw UnknownAccount(.group, name, in: key) }
        return gid
    }
}
