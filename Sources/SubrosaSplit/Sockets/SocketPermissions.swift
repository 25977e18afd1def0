#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Who may connect to a socket file: to connect to it one needs the permission to write it (unix(7)).
package struct SocketPermissions: Hashable, Sendable {
    /// Nil: whoever makes it.
    package var owner: UInt32?
    /// Nil: the group of whoever makes it, or of a directory with set-group-ID.
    package var group: UInt32?
    /// The nine permission bits; others are left out.
    package var mode: UInt32

    package init(owner: UInt32? = nil, group: UInt32? = nil, mode: UInt32 = 0o660) {
        self.owner = owner
        self.group = group
        self.mode = mode & 0o777
    }

    /// `AT_EMPTY_PATH` of linux/fcntl.h, which is a macro that Swift does not see: the file of the descriptor.
    private static let descriptorItself: CInt = 0x1000

    /// Gives a file these permissions.
    ///
    /// - Parameters:
    ///   - descriptor: of the file itself, opened with `O_PATH`: a path could lead to another file by now.
    ///   - path: for messages.
    func apply(to descriptor: CInt, path: String) throws(SocketFileFailure) {
        // chmod(2) comes first, since one may not change the mode of what belongs to somebody else. An `O_PATH` descriptor is
        // no good for fchmod(2), but its name in /proc is for chmod(2) (open(2)).
        guard chmod("/proc/self/fd/\(descriptor)", mode) == 0 else {
            throw SocketFileFailure(path: path, cause: .mode(mode, errno))
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw SocketFileFailure(path: path, cause: .owner(owner, group, errno))
        }
        // What it has already needs no privilege.
        let newOwner = owner == status.st_uid ? nil : owner
        let newGroup = group == status.st_gid ? nil : group
        guard newOwner != nil || newGroup != nil else { return }
        guard fchownat(descriptor, "", newOwner ?? uid_t.max, newGroup ?? gid_t.max, Self.descriptorItself) == 0 else {
            throw SocketFileFailure(path: path, cause: .owner(newOwner, newGroup, errno))
        }
    }
}
