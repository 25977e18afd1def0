import ArgumentParser

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Which of the configured nodes this machine is.
struct NodeOptions: ParsableArguments {
    @Option(
        name: .customLong("node"),
        help: ArgumentHelp("Which node this is (default: $SUBROSA_NODE, then the host name).", valueName: "name"))
    var name: String?

    /// The name, and whether the operator gave it rather than the machine.
    var chosen: (name: String, isGiven: Bool) {
        if let name { return (name, true) }
        if let value = getenv("SUBROSA_NODE"), value.pointee != 0 { return (String(cString: value), true) }
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return ("", false) }
        return (String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self), false)
    }
}
