#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Standard error, unbuffered.
enum StandardError {
    /// Writes `text` and a line end.
    static func say(_ line: String) { write(line + "\n") }

    /// - Returns: 0, or why not all of it could be written (errno).
    @discardableResult
    @Sendable static func write(_ text: String) -> CInt {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { return errno }
            rest = rest.dropFirst(max(0, count))
        }
        return 0
    }
}
