import SubrosaCore
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Where a command is.
package enum CommandPath {
    /// Looks a command up as execvp(3) does, before anything is started for it.
    ///
    /// - Parameters:
    ///   - name: a path if it has a slash in it, otherwise looked for in `searchPath`.
    ///   - searchPath: the value of `PATH`; empty parts are not taken for the working directory.
    /// - Returns: a path of a regular file that somebody may execute.
    package static func find(_ name: String, searchPath: String) throws(CommandFailure) -> String {
        if name.utf8.contains(UInt8(ascii: "/")) {
            switch look(name) {
            case .program: return name
            case .nothing:
                throw CommandFailure(
                    status: 127, "cannot start \(UntrustedText.quoted(name)): there is no such file; correct the path")
            case .other(let why):
                throw CommandFailure(status: 126, "cannot start \(UntrustedText.quoted(name)): \(why)")
            }
        }
        var found: CommandFailure?
        for directory in searchPath.split(separator: ":") {
            let path = "\(directory)/\(name)"
            switch look(path) {
            case .program: return path
            case .nothing: continue
            case .other(let why):
                found = found ?? CommandFailure(status: 126, "cannot start \(UntrustedText.quoted(path)): \(why)")
            }
        }
        if let found { throw found }
        throw CommandFailure(
            status: 127,
            "cannot start \(UntrustedText.quoted(name)): there is no such command in PATH; correct the name after --, or "
                + "give its whole path")
    }

    private enum Look {
        case program
        case nothing
        case other(String)
    }

    private static func look(_ path: String) -> Look {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .nothing : .other(SystemMessage.text(errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return .other("it is no file; name a program") }
        guard status.st_mode & 0o111 != 0 else { return .other("it is not executable; chmod +x it, or name a program") }
        return .program
    }
}
