#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Standard error, for a line of diagnosis that does not belong into a command's output.
enum PKIStandardError {
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
            // Nobody is left to tell if standard error is gone.
            if count < 0 && errno != EINTR { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
