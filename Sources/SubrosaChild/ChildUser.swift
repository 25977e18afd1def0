import CProcess
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Whom a command runs as: a user, a group and the supplementary groups.
package struct ChildUser: Hashable, Sendable {
    package let uid: UInt32
    package let gid: UInt32
    /// All groups that the user is in.
    package let groups: [UInt32]

    /// More groups than Linux gives a process (NGROUPS_MAX) are not asked for.
    private static let groupLimit: Int32 = 65_536
    /// Longer entries of the user database are not looked at.
    private static let entryLimit = 64 * 1_024

    init(uid: UInt32, gid: UInt32, groups: [UInt32]) {
        self.uid = uid
        self.gid = gid
        self.groups = groups
    }

    /// Looks it up once.
    ///
    /// - Parameter text: `user` or `user:group`, names or numbers; a number without an entry needs a group.
    package init(named text: String) throws(CommandFailure) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let quoted = UntrustedText.quoted(text)
        guard let user = parts.first, !user.isEmpty, parts.last?.isEmpty == false else {
            throw CommandFailure(status: 1, "--child.user: \(quoted) is no user; write user or user:group")
        }
        let entry = Self.entry(of: user)
        guard let uid = entry?.uid ?? UInt32(user) else {
            throw CommandFailure(
                status: 1,
                "--child.user: this machine has no user \(UntrustedText.quoted(user)); correct the name, write the user's "
                    + "and the group's number (65534:65534), or create the user")
        }
        let gid: UInt32
        if parts.count == 2 {
            guard let group = Self.number(ofGroup: parts[1]) else {
                throw CommandFailure(
                    status: 1,
                    "--child.user: this machine has no group \(UntrustedText.quoted(parts[1])); correct the name, or write "
                        + "the group's number")
            }
            gid = group
        } else if let entry {
            gid = entry.gid
        } else {
            throw CommandFailure(
                status: 1, "--child.user: the group of user \(uid) is not known here; write \(uid):GROUP")
        }
        self.init(uid: uid, gid: gid, groups: entry.map { Self.groups(of: $0.name, gid) } ?? [gid])
    }

    /// Whether this process may become that user, or is it.
    package func check() throws(CommandFailure) {
        guard geteuid() != 0, uid != geteuid() || gid != getegid() else { return }
        throw CommandFailure(
            status: 1,
            "--child.user: only root may start a command as another user, and this is user \(geteuid()); start subrosa as "
                + "root, or as that user and without --child.user")
    }

    private static func entry(of user: String) -> (name: String, uid: UInt32, gid: UInt32)? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: entryLimit)
        if getpwnam_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil {
            return (user, entry.pw_uid, entry.pw_gid)
        }
        guard let uid = UInt32(user), getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil,
            let name = entry.pw_name
        else { return nil }
        return (String(cString: name), entry.pw_uid, entry.pw_gid)
    }

    private static func number(ofGroup name: String) -> UInt32? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: entryLimit)
        if getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil { return entry.gr_gid }
        return UInt32(name)
    }

    private static func groups(of name: String, _ gid: UInt32) -> [UInt32] {
        var count: Int32 = 64
        var list = [gid_t](repeating: 0, count: Int(count))
        if getgrouplist(name, gid, &list, &count) < 0 {
            count = min(count, groupLimit)
            list = [gid_t](repeating: 0, count: Int(count))
            guard getgrouplist(name, gid, &list, &count) >= 0 else { return [gid] }
        }
        return Array(list.prefix(Int(count)))
    }
}
