import SubrosaCore
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Why a command cannot be started, and the status that says so.
package struct CommandFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// 127 if there is no such command, 126 if it cannot be executed (POSIX.1-2017, Shell Command Language, 2.8.2); 1 if
    /// what was asked for around it cannot be done.
    package let status: Int32
    /// One line: what, why, and what to do.
    package let description: String

    package init(status: Int32, _ description: String) {
        self.status = status
        self.description = description
    }

    /// - Parameter error: of execve(2). A script whose interpreter is missing is ENOENT, too.
    static func ofExec(_ path: String, error: Int32) -> CommandFailure {
        CommandFailure(
            status: error == ENOENT ? 127 : 126,
            "cannot start \(UntrustedText.quoted(path)): \(SystemMessage.text(error)); "
                + (error == ENOENT
                    ? "correct the command, or install what it or its #! line names"
                    : "name a program that the user it runs as may execute, built for this machine"))
    }
}
