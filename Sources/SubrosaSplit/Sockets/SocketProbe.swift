#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What stands at a path where somebody wants to listen.
enum SocketProbe: Equatable {
    case nothing
    /// A socket that nobody listens on: its process has ended.
    case stale
    /// A socket that somebody listens on; nil if it cannot be seen who.
    case live(SocketUser?)
    /// Something else, in words.
    case occupied(String)
    /// That cannot be told, with the value of `errno`.
    case unclear(CInt)

    /// Connects if there is a socket, and hangs up at once. A path that leads somewhere else is not followed.
    ///
    /// - Parameters:
    ///   - path: of the socket.
    ///   - name: its name in the directory.
    ///   - directory: a descriptor of the directory.
    static func look(at path: String, _ name: String, in directory: CInt) -> SocketProbe {
        var status = stat()
        guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            return errno == ENOENT ? .nothing : .unclear(errno)
        }
        if let kind = other(status.st_mode) { return .occupied(kind) }
        let descriptor = UnixAddress.socket()
        guard descriptor >= 0 else { return .unclear(errno) }
        defer { close(descriptor) }
        guard UnixAddress.call(path, { connect(descriptor, $0, $1) }) != 0 else {
            return .live(SocketUser(ofOtherEnd: descriptor))
        }
        switch errno {
        case ECONNREFUSED: return .stale
        case ENOENT: return .nothing
        // So many wait to be accepted that no more may (unix(7)): somebody listens.
        case EAGAIN: return .live(nil)
        case EPROTOTYPE: return .occupied("a socket of another type")
        default: return .unclear(errno)
        }
    }

    /// What it is, if it is no socket.
    private static func other(_ mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFSOCK: nil
        case S_IFREG: "a file"
        case S_IFDIR: "a directory"
        case S_IFLNK: "a symbolic link"
        case S_IFIFO: "a named pipe"
        default: "a device"
        }
    }
}
