#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What is started: the program, its arguments, and as whom.
package struct ChildLaunch: Hashable, Sendable {
    /// As found by ``CommandPath``.
    package let path: String
    /// The command as it was written, and its arguments.
    package let arguments: [String]
    /// Nil: whoever this process is.
    package let user: ChildUser?

    /// - Parameter arguments: the command itself first.
    package init(path: String, arguments: [String], user: ChildUser?) {
        self.path = path
        self.arguments = arguments
        self.user = user
    }

    /// The verb of `subrosa` that becomes the command, see ``Launcher``.
    package static let verb = "launch-child"

    /// What `subrosa` is called with to become the command.
    var launcherArguments: [String] {
        var words = [Self.verb, "--path", path, "--parent", "\(getpid())"]
        if let user {
            words += ["--uid", "\(user.uid)", "--gid", "\(user.gid)"]
            words += ["--groups", user.groups.map(String.init).joined(separator: ",")]
        }
        return words + ["--"] + arguments
    }
}
