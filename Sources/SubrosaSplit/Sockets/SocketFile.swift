#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The file of a socket on which this process listens. Knows whether it is still there, and removes no other.
package final class SocketFile: Sendable {
    /// `O_PATH` of asm-generic/fcntl.h, which is a macro that Swift does not see: a descriptor of the file itself, which for a
    /// socket no other is.
    private static let fileItself: CInt = 0o10_000_000

    /// How many connections wait to be accepted, at most (the system's `net.core.somaxconn` may be less).
    static let backlog: CInt = 1_024
    /// How long the lock of the directory is waited for. It is held for less than a millisecond.
    package static let patience = Duration.seconds(2)

    package let path: String
    private let device: UInt64
    private let inode: UInt64
    /// Holds the file itself, so that its number is not given to another file while this is alive.
    private let pin: CInt

    /// A file, and the socket that listens on it.
    package struct Claim: Sendable {
        package let file: SocketFile
        /// Listens already. It does not block and is not passed on to other programs. Whoever takes it closes it.
        package let descriptor: CInt

        /// Gives both up. May block as ``SocketFile/remove(patience:)`` does.
        package func abandon() {
            close(descriptor)
            file.remove()
        }
    }

    private init(path: String, status: stat, pin: CInt) {
        self.path = path
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        self.pin = pin
    }

    deinit { close(pin) }

    /// Listens on a path. A socket that nobody listens on is replaced; everything else that stands there stays.
    ///
    /// Until everything is as it has to be nobody listens, and the system refuses to connect: so nobody gets in before the
    /// permissions are those asked for.
    ///
    /// Blocks, up to `patience`: not for an event loop.
    package static func claim(
        _ path: String, permissions: SocketPermissions, patience: Duration = patience
    ) throws(SocketFileFailure) -> Claim {
        try LockedDirectory.hold(of: path, patience: patience) { directory, name throws(SocketFileFailure) in
            switch SocketProbe.look(at: path, name, in: directory) {
            case .nothing: break
            case .stale:
                guard unlinkat(directory, name, 0) == 0 || errno == ENOENT else {
                    throw SocketFileFailure(path: path, cause: .stale(errno))
                }
            case .live(let user): throw SocketFileFailure(path: path, cause: .served(by: user))
            case .occupied(let kind): throw SocketFileFailure(path: path, cause: .occupied(kind))
            case .unclear(let error): throw SocketFileFailure(path: path, cause: .unclear(error))
            }
            return try make(path, name, in: directory, permissions)
        }
    }

    /// Whether the path still leads to this file; if not, nobody new can connect. One call of stat(2).
    package var isStillThere: Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return errno != ENOENT && errno != ENOTDIR }
        return isThis(status)
    }

    /// Removes the file, if the path still leads to it. Blocks, up to `patience`: not for an event loop.
    ///
    /// - Returns: whether it did. If not, and it is still there, the next ``claim(_:permissions:patience:)`` does.
    @discardableResult
    package func remove(patience: Duration = patience) -> Bool {
        let removed = try? LockedDirectory.hold(of: path, patience: patience) {
            directory, name throws(SocketFileFailure) -> Bool in unlink(name, in: directory)
        }
        return removed ?? false
    }

    /// Removes the file if the name still leads to it; the directory is locked.
    private func unlink(_ name: String, in directory: CInt) -> Bool {
        var status = stat()
        return fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && isThis(status)
            && unlinkat(directory, name, 0) == 0
    }

    private func isThis(_ status: stat) -> Bool { UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode }

    // MARK: Making it

    private static func make(
        _ path: String, _ name: String, in directory: CInt, _ permissions: SocketPermissions
    ) throws(SocketFileFailure) -> Claim {
        let descriptor = UnixAddress.socket()
        guard descriptor >= 0 else { throw SocketFileFailure(path: path, cause: .bind(errno)) }
        // The file gets the mode of the socket, less the umask. If this process dies in the next moment, its successor has
        // to be able to connect, to see that nobody listens.
        guard fchmod(descriptor, 0o600) == 0, UnixAddress.call(path, { bind(descriptor, $0, $1) }) == 0 else {
            let error = errno
            close(descriptor)
            throw SocketFileFailure(path: path, cause: .bind(error))
        }
        do throws(SocketFileFailure) {
            let file = try pinned(path, name, in: directory)
            do throws(SocketFileFailure) {
                try permissions.apply(to: file.pin, path: path)
                guard listen(descriptor, backlog) == 0 else { throw SocketFileFailure(path: path, cause: .bind(errno)) }
            } catch {
                _ = file.unlink(name, in: directory)
                throw error
            }
            return Claim(file: file, descriptor: descriptor)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Takes hold of what has just been bound. If others can write in the directory they may have put something else there,
    /// whose owner would then be changed, perhaps by root: so it has to be a socket, of this user, with one name.
    private static func pinned(
        _ path: String, _ name: String, in directory: CInt
    ) throws(SocketFileFailure) -> SocketFile {
        let pin = openat(directory, name, fileItself | O_NOFOLLOW | O_CLOEXEC)
        guard pin >= 0 else { throw SocketFileFailure(path: path, cause: .replaced) }
        var status = stat()
        guard fstat(pin, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK, status.st_nlink == 1,
            status.st_uid == geteuid()
        else {
            close(pin)
            throw SocketFileFailure(path: path, cause: .replaced)
        }
        return SocketFile(path: path, status: status, pin: pin)
    }
}
