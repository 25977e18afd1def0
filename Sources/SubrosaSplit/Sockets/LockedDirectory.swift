#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The directory of a socket, held by one Subrosa at a time while it looks at the sockets in it, makes or removes one.
/// The lock is flock(2) on the directory itself: it needs no file, and the kernel releases it when its holder dies.
enum LockedDirectory {
    /// Between two tries.
    private static let pause = timespec(tv_sec: 0, tv_nsec: 5_000_000)

    /// Blocks until the lock is free: not for an event loop.
    ///
    /// - Parameters:
    ///   - path: of the socket.
    ///   - patience: how long to try.
    ///   - body: gets the descriptor of the directory and the name of the socket in it.
    static func hold<T>(
        of path: String, patience: Duration, _ body: (CInt, String) throws(SocketFileFailure) -> T
    ) throws(SocketFileFailure) -> T {
        let parts = Self.parts(of: path)
        let descriptor = open(parts.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SocketFileFailure(path: path, cause: .directory(errno)) }
        defer { close(descriptor) }
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let error = errno
            guard error == EWOULDBLOCK || error == EINTR else {
                throw SocketFileFailure(path: path, cause: .directory(error))
            }
            guard ContinuousClock.now < end else { throw SocketFileFailure(path: path, cause: .locked) }
            var pause = Self.pause
            nanosleep(&pause, nil)
        }
        return try body(descriptor, parts.name)
    }

    private static func parts(of path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let directory = path[..<slash]
        return (directory.isEmpty ? "/" : String(directory), String(path[path.index(after: slash)...]))
    }
}
