import SubrosaPlumbing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The users that may be the other half of the node.
///
/// A user of another user namespace without a number in this one looks like ``SocketUser/overflow``, and so do all others
/// like it. That number is allowed if somebody has listed it, which then means every one of them, and never because a rule
/// ("the owner of the directory") has come to it by itself.
package struct AllowedUsers: Hashable, Sendable, CustomStringConvertible {
    /// Each once; those listed come first, in their order.
    package let uids: [UInt32]

    /// - Parameters:
    ///   - listed: chosen by somebody; each is allowed.
    ///   - implied: what a rule says; without ``SocketUser/overflow``.
    package init(listed: [UInt32] = [], implied: [UInt32] = []) {
        var uids: [UInt32] = []
        for uid in listed + implied.filter({ $0 != SocketUser.overflow }) where !uids.contains(uid) { uids.append(uid) }
        self.uids = uids
    }

    /// Looks names up once; a number stands for itself.
    ///
    /// - Parameters:
    ///   - names: of users of this machine, or numbers.
    ///   - key: where they were written, for messages: `edge.users`.
    package init(named names: [String], in key: String) throws(UnknownAccount) {
        var listed: [UInt32] = []
        for name in names {
            listed.append(try Accounts.uid(of: name, in: key))
        }
        self.init(listed: listed)
    }

    /// The user as whom this process runs.
    package static func own() -> AllowedUsers { AllowedUsers(implied: [geteuid()]) }

    /// Those that may be the host half, if nobody has said who: the owner of the directory, root, and the user as whom this
    /// process runs.
    package static func ofDirectory(_ path: String) -> AllowedUsers {
        var status = stat()
        let owner = stat(path, &status) == 0 ? [status.st_uid] : []
        return AllowedUsers(implied: owner + [0, geteuid()])
    }

    package func contains(_ user: SocketUser) -> Bool { uids.contains(user.uid) }

    /// For a message: `users 0, 65534`.
    package var description: String {
        switch uids.count {
        case 0: "no user"
        case 1: "user \(uids[0])"
        default: "users " + uids.map(String.init).joined(separator: ", ")
        }
    }
}
