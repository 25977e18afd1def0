#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What the file system says of a file without opening it. Symbolic links are followed, so that a swap of the link
/// (as Kubernetes does it for Secrets) shows like any other change.
package struct FileStamp: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let mode: UInt32
    private let modified: [Int]
    private let changed: [Int]

    /// - Returns: nil if there is no such file, or it cannot be looked at.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        mode = UInt32(status.st_mode)
        modified = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
        changed = [Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec)]
    }

    /// A stamp for each path; nil for files that are not there.
    package static func all(of paths: Set<String>) -> [String: FileStamp?] {
        Dictionary(uniqueKeysWithValues: paths.map { ($0, FileStamp(path: $0)) })
    }
}
