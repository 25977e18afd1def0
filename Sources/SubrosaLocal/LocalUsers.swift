import SubrosaPlumbing

/// The users of this machine that may open streams to peers: `local_users`, looked up.
package struct LocalUsers: Sendable, Equatable {
    package let uids: Set<UInt32>

    package init(uids: Set<UInt32>) { self.uids = uids }

    /// Looks names up once; a number stands for itself.
    package init(named names: [String]) throws(UnknownUser) {
        var uids: Set<UInt32> = []
        for name in names {
            guard let uid = Accounts.uid(of: name) else { throw UnknownUser(name: name) }
            uids.insert(uid)
        }
        self.uids = uids
    }

    /// A name in `local_users` that this machine does not have.
    package struct UnknownUser: Error, Equatable, Sendable, CustomStringConvertible {
        package let name: String

        /// One line: what, why, and what to do.
        package var description: String {
            "cannot look up the user \(name) of local_users: this machine has no such user; "
                + "correct the name, write the user's number, or create the user (getent passwd \(name))"
        }
    }
}
