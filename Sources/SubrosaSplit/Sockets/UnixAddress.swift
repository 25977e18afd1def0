#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The path of a Unix-domain socket in the form of C.
enum UnixAddress {
    /// The most bytes of a path: `sun_path` has 108, the last of which is 0 (unix(7)).
    static let lengthLimit = 107

    /// Whether a path can be that of a socket.
    static func fits(_ path: String) -> Bool {
        (1...lengthLimit).contains(path.utf8.count) && !path.utf8.contains(0)
    }

    /// Makes a call with the address; sets `errno` to `ENAMETOOLONG` and returns -1 instead if the path does not fit.
    static func call(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        guard fits(path) else {
            errno = ENAMETOOLONG
            return -1
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// A stream socket that does not block and is not passed on to other programs; negative, with `errno`, if there
    /// cannot be one.
    static func socket() -> CInt {
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        #if canImport(Glibc)
            return Glibc.socket(AF_UNIX, type, 0)
        #else
            return Musl.socket(AF_UNIX, type, 0)
        #endif
    }
}
