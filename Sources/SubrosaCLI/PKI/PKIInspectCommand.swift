import ArgumentParser
import FoundationEssentials
import SubrosaPKI

/// `subrosa pki inspect FILE...`: shows what is in files of certificates, keys and CRLs.
package struct PKIInspectCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show the certificates, keys and lists of revoked certificates in PEM files.",
        discussion: "Of a key only its kind and its public half's fingerprint are shown: a certificate with the same"
            + " fingerprint fits it.")

    @Argument(help: "PEM files.")
    var files: [String]

    package init() {}

    package func validate() throws {
        guard !files.isEmpty else { throw ValidationError("name at least one file") }
    }

    package func run() async throws {
        // Every file is shown, even after one that cannot be read.
        var failed = false
        for file in files {
            do throws(PKIFailure) {
                print(try Inspection.report(path: file, now: Date()), terminator: "")
            } catch {
                StandardError.say("subrosa pki: \(error)")
                failed = true
            }
        }
        if failed { throw ExitCode(1) }
    }
}
