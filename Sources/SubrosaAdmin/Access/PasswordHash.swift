import CCrypt

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Hashes of bcrypt, as libxcrypt computes them (crypt(5)).
enum PasswordHash {
    /// libxcrypt's `struct crypt_data`, which C fixes at 32 KiB.
    private static let scratchSize = 32_768

    /// Takes as long as the cost in the hash demands, by intention: tens of milliseconds and more.
    ///
    /// - Parameters:
    ///   - password: longer than 511 bytes, or with a NUL in it, it matches nothing; bcrypt looks at the first 72.
    ///   - hash: `$2y$10$...`; if it is only the beginning of one, up to its salt, nothing matches.
    static func matches(_ password: [UInt8], _ hash: String) -> Bool {
        computed(password, hash).map { isEqual($0, hash) } ?? false
    }

    /// - Parameter setting: a hash, or the beginning of one up to its salt.
    /// - Returns: the password's hash with the same cost and salt; nil if there is none.
    static func computed(_ password: [UInt8], _ setting: String) -> String? {
        // C would end the password there.
        guard !password.contains(0) else { return nil }
        return withUnsafeTemporaryAllocation(byteCount: scratchSize, alignment: 16) { scratch in
            scratch.initializeMemory(as: UInt8.self, repeating: 0)
            guard let base = scratch.baseAddress else { return nil }
            // The password is not to stay in memory that others get next.
            defer { explicit_bzero(base, scratch.count) }
            let phrase = (password + [0]).map(CChar.init(bitPattern:))
            return crypt_rn(phrase, setting, base, CInt(scratch.count)).map { String(cString: $0) }
        }
    }

    /// In a time that does not tell where they differ.
    private static func isEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The cost of a hash that was checked: the two digits in `$2y$10$...`.
    static func cost(of hash: String) -> Int { Int(hash.dropFirst(4).prefix(2)) ?? 0 }

    /// What to compute for a user who does not exist, so that it takes as long as for one who does: the salt of a hash
    /// without the hash, which no password has.
    static func decoy(cost: Int) -> String {
        let digits = "\(100 + cost)".dropFirst()
        return "$2y$\(digits)$abcdefghijklmnopqrstuu"
    }
}
