import ArgumentParser
import Logging
import SubrosaSplit

/// Where the edge of a node meets its host half, and who that may be.
struct ViaOptions: ParsableArguments {
    @Option(
        name: .customLong("via"),
        help: ArgumentHelp(
            "The directory in which the host half (subrosa run) has its socket; it holds configuration and keys.",
            valueName: "dir"))
    var directory: String?

    @Option(
        name: .customLong("via.user"),
        help: ArgumentHelp(
            "The user that the host half runs as; may be repeated (default: the directory's owner, root, or this user).",
            valueName: "user"))
    var users: [String] = []

    func validate() throws {
        if directory == nil, !users.isEmpty {
            throw ValidationError("--via.user says who is met there; say where with --via")
        }
    }

    /// - Throws: `ExitCode(1)` after the reason has been logged.
    func place(_ directory: String, logger: Logger) throws -> (sockets: SplitSockets, users: AllowedUsers) {
        do {
            let sockets = try SplitSockets(directory: directory)
            try sockets.checkDirectory()
            let users =
                try self.users.isEmpty
                ? AllowedUsers.ofDirectory(sockets.directory) : AllowedUsers(named: self.users, in: "--via.user")
            return (sockets, users)
        } catch {
            logger.error("Cannot start", metadata: ["err": "\(error)"])
            throw ExitCode(1)
        }
    }
}
