#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Standard error, unbuffered.
enum StandardError {
    /// Writes `text` and a line end.
    static func say(_ line: String) { write(line + "\n") }

    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            // Nobody is left to tell if standard error is gone.
            if count < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
