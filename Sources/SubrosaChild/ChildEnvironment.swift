/// Which of its environment a supervised command gets: all but what is meant for Subrosa.
enum ChildEnvironment {
    /// - Parameter entries: `NAME=value`, as bytes; environ(7).
    /// - Returns: those for the command, each with a NUL at its end. What no shell would take for a variable is left out,
    ///   since nothing could be started with it.
    static func entries(of entries: [[UInt8]]) -> [[UInt8]] {
        entries.filter { entry in
            guard let first = entry.first, entry.contains(UInt8(ascii: "=")) else { return false }
            return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) && !entry.starts(with: own)
                && !entry.starts(with: credentials)
        }.map { $0 + [0] }
    }

    private static let own = Array("SUBROSA_".utf8)
    /// Where systemd has put the node's key.
    private static let credentials = Array("CREDENTIALS_DIRECTORY=".utf8)
}
