import ArgumentParser

/// `subrosa`: the words an operator types.
package struct RootCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "subrosa",
        abstract: "Keeps the gossip of Alertmanager clusters confidential.",
        discussion: "One subrosa beside each Alertmanager carries its gossip to every other node over mutual TLS.",
        version: Version.line,
        subcommands: [
            RunCommand.self, ExecCommand.self, EdgeCommand.self, StatusCommand.self, DoctorCommand.self,
            CheckConfigCommand.self, FlagsCommand.self, PKICommand.self, VersionCommand.self, LaunchChildCommand.self,
        ])

    package init() {}

    /// Runs the command line and ends the process: 0 done, 1 failed, 2 wrong usage.
    package static func main() async {
        do {
            var command = try parseAsRoot(separated(Array(CommandLine.arguments.dropFirst())))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            // The status of the command of `exec` may be any number, that of wrong usage too.
            guard exitCode(for: error) == .validationFailure, !(error is ExitCode) else { exit(withError: error) }
            StandardError.say(fullMessage(for: error))
            exit(withError: ExitCode(2))
        }
    }
    /// `--flag=` with nothing behind it, for `--flag ''`: the parser takes an empty value in the second form only. What
    /// comes after `--` is somebody else's.
    static func separated(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end].flatMap { argument in
            argument.hasPrefix("--") && argument.firstIndex(of: "=") == argument.indices.last
                ? [String(argument.dropLast()), ""] : [argument]
        } + arguments[end...]
    }
}
