import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Writes a file so that it is either there whole, with its mode, or not at all.
package enum NewFile {
    /// - Parameters:
    ///   - mode: In force from the first byte on (`open` creates the file with it).
    ///   - replacing: Whether a file of that name may be replaced; if not, one that exists is an error, even if it
    ///     came into being a moment ago.
    package static func save(
        _ text: String, to path: String, mode: UInt32, replacing: Bool = false
    ) throws(PKIFailure) {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw failure(path, errno) }
        do throws(PKIFailure) {
            defer { close(descriptor) }
            // The umask may have taken bits away from a certificate's 0644; it must not.
            guard fchmod(descriptor, mode) == 0 else { throw failure(path, errno) }
            try writeAll(Array(text.utf8), to: descriptor, path: path)
            guard fsync(descriptor) == 0 else { throw failure(path, errno) }
        } catch {
            unlink(temporary)
            throw error
        }
        if replacing {
            guard rename(temporary, path) == 0 else {
                let code = errno
                unlink(temporary)
                throw failure(path, code)
            }
        } else {
            // link, unlike rename, refuses to replace.
            let code = link(temporary, path) == 0 ? 0 : errno
            unlink(temporary)
            guard code == 0 else { throw failure(path, code) }
        }
        try syncDirectory(of: path)
    }

    /// Whether anything, even a dangling symbolic link, has that name.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Takes away a file that was just made; whether that works makes no difference to the failure being reported.
    static func remove(_ path: String) { unlink(path) }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(PKIFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path, errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func syncDirectory(of path: String) throws(PKIFailure) {
        let parent = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
        let descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        // Some file systems cannot sync a directory (EINVAL); the file itself is safe by then.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path, errno) }
    }

    private static func failure(_ path: String, _ code: Int32) -> PKIFailure {
        if code == EEXIST { return alreadyExists(path) }
        if code == ENOENT || code == ENOTDIR {
            return PKIFailure("\(path) cannot be written: its directory does not exist; make it first, with mode 0700")
        }
        let reason = BoundedFile.Failure(errno: code)
        if reason == .notPermitted {
            return PKIFailure(
                "\(path) cannot be written: \(ProcessUser.current) may not; use another --dir or another user")
        }
        return PKIFailure("\(path) cannot be written: \(reason.why); \(reason.remedy)")
    }

    static func alreadyExists(_ path: String) -> PKIFailure {
        PKIFailure("\(path) exists already and is not overwritten; move it away, or use another --dir")
    }
}
