#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Keeps two commands from working on the same CA at once: each reads, thinks and writes, and the second to write
/// would undo what the first has revoked.
package enum DirectoryLock {
    /// Runs `body` while nobody else holds the lock of `directory`.
    /// - Throws: At once, if somebody does. A directory that cannot be opened or locked is no failure here: `body`
    ///   will say better what is wrong with it.
    package static func holding<T>(_ directory: String, _ body: () throws(PKIFailure) -> T) throws(PKIFailure) -> T {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return try body() }
        // Ends with the process, too, however it ends.
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            throw PKIFailure("another subrosa pki is at work in \(directory); try again when it has ended")
        }
        return try body()
    }
}
