#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What is left on a file system.
package struct FreeSpace: Hashable, Sendable {
    /// For programs without privileges.
    package let bytes: UInt64
    /// Files that may still be made; nil where that is not counted.
    package let files: UInt64?
    /// Tells file systems apart.
    package let fileSystem: UInt64

    package init(bytes: UInt64, files: UInt64?, fileSystem: UInt64) {
        self.bytes = bytes
        self.files = files
        self.fileSystem = fileSystem
    }

    /// Of the file system on which `path` is, following links.
    ///
    /// - Returns: nil if it cannot be looked at. Blocks on the disk.
    package init?(at path: String) {
        var space = statvfs()
        var file = stat()
        guard statvfs(path, &space) == 0, stat(path, &file) == 0 else { return nil }
        let (bytes, overflow) = UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize))
        self.init(
            bytes: overflow ? .max : bytes, files: space.f_files == 0 ? nil : UInt64(space.f_favail),
            fileSystem: UInt64(file.st_dev))
    }
}
