import SubrosaPlumbing

/// A user or group in `edge` that this machine does not have.
struct UnknownAccount: Error, Equatable, CustomStringConvertible {
    let name: String
    /// Where it stands: `edge.host_socket.owner`.
    let key: String
    /// `user` or `group`.
    let kind: String

    var description: String {
        "cannot look up the \(kind) \(name) of \(key): this machine has no such \(kind); correct the name, write the "
            + "\(kind)'s number, or create the \(kind)"
    }

    static func uid(_ name: String?, _ key: String) throws(UnknownAccount) -> UInt32? {
        guard let name else { return nil }
        guard let uid = Accounts.uid(of: name) else { throw UnknownAccount(name: name, key: key, kind: "user") }
        return uid
    }

    static func gid(_ name: String?, _ key: String) throws(UnknownAccount) -> UInt32? {
        guard let name else { return nil }
        guard let gid = Accounts.gid(of: name) else { throw UnknownAccount(name: name, key: key, kind: "group") }
        return gid
    }
}
