import ArgumentParser
import SubrosaPKI

/// `subrosa pki`: a small CA, for trying out and for small fleets.
package struct PKICommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "pki",
        abstract: "A small certificate authority, for trying out and for small fleets.",
        subcommands: [
            PKIInitCommand.self, PKIIssueCommand.self, PKIRenewCommand.self, PKICRLCommand.self, PKIRotateCommand.self,
            PKIInspectCommand.self,
        ])

    package init() {}

    /// Runs `body` while no other command works on the CA in `directory`; a failure becomes one line on standard error
    /// and exit code 1.
    static func reporting(locking directory: String, _ body: () throws(PKIFailure) -> Void) throws {
        do throws(PKIFailure) {
            try DirectoryLock.holding(directory, body)
        } catch {
            StandardError.say("subrosa pki: \(error)")
            throw ExitCode(1)
        }
    }
}
