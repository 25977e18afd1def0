#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Adds whole lines to the end of a file.
enum AppendedFile {
    /// What is left of a line that was being written when the machine stopped is no longer than this.
    private static let longestLine = 4096

    /// The line is on disk when this returns. A part of a line at the end, left by a crash, is cut off first.
    static func append(_ line: String, to path: String) throws(PKIFailure) {
        let descriptor = open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw NewFile.failure(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw NewFile.failure(path, errno) }
        let size = Int(status.st_size)
        var tail = [UInt8](repeating: 0, count: min(size, longestLine))
        let count = pread(descriptor, &tail, tail.count, off_t(size - tail.count))
        guard count == tail.count else { throw NewFile.failure(path, count < 0 ? errno : EIO) }
        let whole = (tail.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + size - tail.count
        if whole < size, tail.contains(UInt8(ascii: "\n")) || size <= longestLine {
            guard ftruncate(descriptor, off_t(whole)) == 0 else { throw NewFile.failure(path, errno) }
        }
        try NewFile.writeAll(Array(line.utf8), to: descriptor, path: path)
        guard fsync(descriptor) == 0 else { throw NewFile.failure(path, errno) }
    }
}
