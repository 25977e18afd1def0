import ArgumentParser
import FoundationEssentials
import SubrosaIdentity
import SubrosaPKI

/// `subrosa pki init`: makes `ca.pem` and `ca.key`.
package struct PKIInitCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a certificate authority: ca.pem and ca.key.",
        discussion: "An existing CA is never overwritten. Keep ca.key away from the nodes; they need ca.pem only.")

    @Option(help: "The directory to write to; it has to exist.")
    var dir = "."

    @Option(help: "The CA's name.")
    var name = "Subrosa CA"

    @Option(help: "How many days the CA is valid.")
    var days = 3650

    package init() {}

    package func validate() throws {
        guard (1...Authority.maximumDays).contains(days) else {
            throw ValidationError("--days has to be 1 to \(Authority.maximumDays)")
        }
    }

    package func run() async throws {
        try PKICommand.reporting(locking: dir) { () throws(PKIFailure) in
            let written = try Authority.create(directory: dir, name: name, days: days, now: Date())
            print(
                "wrote \(written.certificate) (valid until \(TimeText.utc(written.notAfter))) and \(AuthorityFiles(directory: dir).key)"
            )
            print(
                "next: subrosa pki issue NAME --dir=\(dir) --dns=HOST for each node; ca.pem goes to every node, ca.key to none"
            )
        }
    }
}
