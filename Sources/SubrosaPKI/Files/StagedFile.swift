#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A file that is whole and on disk, under a name of its own beside the one that it is to have. Ends with one of
/// ``replace()``, ``create()`` and ``discard()``.
struct StagedFile {
    let path: String
    private let temporary: String

    /// - Parameters:
    ///   - mode: In force from the first byte on (`open` creates the file with it).
    ///   - succeeding: Whether owner and group are to be those of the file that now has the name, and the group is to
    ///     keep its right to read: what a service could read it can read after a renewal by root.
    init(_ text: String, for path: String, mode: UInt32, succeeding: Bool = false) throws(PKIFailure) {
        self.path = path
        self.temporary = Self.temporaryName(beside: path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw NewFile.failure(path, errno) }
        do throws(PKIFailure) {
            defer { close(descriptor) }
            // The umask may have taken bits away from a certificate's 0644; it must not.
            guard fchmod(descriptor, mode) == 0 else { throw NewFile.failure(path, errno) }
            if succeeding { try Self.succeed(descriptor, path: path, mode: mode) }
            try NewFile.writeAll(Array(text.utf8), to: descriptor, path: path)
            guard fsync(descriptor) == 0 else { throw NewFile.failure(path, errno) }
        } catch {
            discard()
            throw error
        }
    }

    private static func succeed(_ descriptor: Int32, path: String, mode: UInt32) throws(PKIFailure) {
        var former = stat()
        guard lstat(path, &former) == 0, former.st_mode & S_IFMT == S_IFREG else { return }
        var own = stat()
        guard fstat(descriptor, &own) == 0 else { throw NewFile.failure(path, errno) }
        let isSame = own.st_uid == former.st_uid && own.st_gid == former.st_gid
        // Only root may give files away; for others the file is theirs, as before. The group's right comes last, so
        // that no other group has it for a moment.
        guard isSame || fchown(descriptor, former.st_uid, former.st_gid) == 0 else { return }
        guard fchmod(descriptor, mode | (former.st_mode & 0o040)) == 0 else { throw NewFile.failure(path, errno) }
    }

    static func temporaryName(beside path: String) -> String {
        "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
    }

    /// Puts the file in place of whatever has its name.
    func replace() throws(PKIFailure) {
        guard rename(temporary, path) == 0 else {
            let code = errno
            discard()
            throw NewFile.failure(path, code)
        }
    }

    /// Gives the file its name; fails if anything has it, even if it came into being a moment ago.
    func create() throws(PKIFailure) {
        // link, unlike rename, refuses to replace.
        let code = link(temporary, path) == 0 ? 0 : errno
        discard()
        guard code == 0 else { throw NewFile.failure(path, code) }
    }

    func discard() { unlink(temporary) }
}
