#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What may be written to where a stream leads.
struct Terminal: Equatable {
    /// Lines can be written over.
    let isInteractive: Bool
    let isColored: Bool

    /// - Parameter environment: of the process; `NO_COLOR` with anything in it asks for no colour (no-color.org), and a
    ///   `dumb` terminal can neither.
    init(isTerminal: Bool, environment: (String) -> String?) {
        isInteractive = isTerminal && environment("TERM") != "dumb"
        isColored = isInteractive && (environment("NO_COLOR") ?? "").isEmpty
    }

    static var standardOutput: Terminal { Terminal(STDOUT_FILENO) }
    static var standardError: Terminal { Terminal(STDERR_FILENO) }

    private init(_ descriptor: CInt) {
        self.init(isTerminal: isatty(descriptor) == 1) { getenv($0).map { String(cString: $0) } }
    }
}
