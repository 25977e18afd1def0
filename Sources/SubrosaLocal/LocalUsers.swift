import SubrosaPlumbing

/// The users of this machine that may open streams to peers: `local_users`, looked up.
package struct LocalUsers: Sendable, Equatable {
    package let uids: Set<UInt32>

    package init(uids: Set<UInt32>) { self.uids = uids }

    /// Looks names up once; a number stands for itself.
    package init(named names: [String]) throws(UnknownAccount) {
        var uids: Set<UInt32> = []
        for name in names {
            uids.insert(try Accounts.uid(of: name, in: "local_users"))
        }
        self.uids = uids
    }
}
