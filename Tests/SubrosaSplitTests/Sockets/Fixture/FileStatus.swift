#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What stands at a path, without following it.
struct FileStatus: Equatable {
    let inode: UInt64
    let isSocket: Bool
    let mode: UInt32
    let owner: UInt32
    let group: UInt32

    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        inode = UInt64(status.st_ino)
        isSocket = status.st_mode & S_IFMT == S_IFSOCK
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        group = status.st_gid
    }
}
