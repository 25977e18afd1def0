import ArgumentParser
import Logging
import SubrosaChild
import SubrosaConfig

/// The command of `subrosa exec`, found and checked, but for the flags that only the node table gives.
struct PreparedCommand {
    let path: String
    /// As the operator wrote it.
    let words: [String]
    let user: ChildUser?

    /// - Parameter flags: finds out what Alertmanager needs, perhaps by looking a name up.
    /// - Throws: `ExitCode(1)` after it has been logged that the flags cannot be had, or contradict what the command has
    ///   already.
    func launch(logger: Logger, with flags: () throws -> ClusterFlags) throws -> ChildLaunch {
        try Self.catching(logger) { ChildLaunch(path: path, arguments: try flags().added(to: words), user: user) }
    }

    /// Logs what is wrong with the command, and ends with the status that says so.
    static func catching<Result>(_ logger: Logger, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch {
            logger.error("Cannot start the child", metadata: ["err": "\(error)"])
            throw ExitCode((error as? CommandFailure)?.status ?? 1)
        }
    }
}
