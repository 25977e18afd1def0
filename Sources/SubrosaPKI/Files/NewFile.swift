import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Writes a file so that it is either there whole, with its mode, or not at all.
package enum NewFile {
    /// - Parameters:
    ///   - mode: In force from the first byte on.
    ///   - replacing: Whether a file of that name may be replaced; if not, one that exists is an error.
    package static func save(
        _ text: String, to path: String, mode: UInt32, replacing: Bool = false
    ) throws(PKIFailure) {
        let staged = try StagedFile(text, for: path, mode: mode)
        if replacing { try staged.replace() } else { try staged.create() }
        try syncDirectory(of: path)
    }

    /// Gives a file another name, replacing what has that name.
    static func move(_ path: String, to target: String) throws(PKIFailure) {
        guard rename(path, target) == 0 else { throw failure(target, errno) }
        try syncDirectory(of: target)
    }

    /// Whether anything, even a dangling symbolic link, has that name.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(PKIFailure) {
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

    static func syncDirectory(of path: String) throws(PKIFailure) {
        let parent = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
        let descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        // Some file systems cannot sync a directory (EINVAL); the file itself is safe by then.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path, errno) }
    }

    static func failure(_ path: String, _ code: Int32) -> PKIFailure {
        if code == EEXIST {
            return PKIFailure("\(path) exists already and is not overwritten; move it away, or use another --dir")
        }
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
}
