#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The users and groups of this machine, by name or number.
package enum Accounts {
    /// Longer entries of the databases are not looked at.
    private static let entryLimit = 64 * 1_024

    /// - Returns: nil if this machine has no such user. A number stands for itself, but for the greatest one, which means
    ///   nobody to the kernel.
    package static func uid(of name: String) -> UInt32? {
        if let number = UInt32(name) { return number == UInt32.max ? nil : number }
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: entryLimit)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.pw_uid
    }

    /// - Returns: nil if this machine has no such group; numbers as for users.
    package static func gid(of name: String) -> UInt32? {
        if let number = UInt32(name) { return number == UInt32.max ? nil : number }
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: entryLimit)
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.gr_gid
    }
}
