#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The user that this process acts as.
package enum ProcessUser {
    /// `user alertmanager (uid 998)`, or the number alone if the user has no name.
    package static var current: String {
        let uid = geteuid()
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 4096)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else { return "the user with uid \(uid)" }
        return "user \(String(cString: name)) (uid \(uid))"
    }
}
