import ArgumentParser
import FoundationEssentials
import SubrosaIdentity
import SubrosaPKI

/// `subrosa pki renew NAME...`: replaces `NAME.pem` and `NAME.key`.
package struct PKIRenewCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Issue nodes' certificates anew: NAME.pem and NAME.key.",
        discussion:
            "The new certificate has the names and the subject of the old one, which stays as NAME.pem.old. The key is"
            + " a new one, so that a key that was copied unnoticed is worth nothing after a renewal; the old key is not"
            + " kept, as the node has its copy. Both files are replaced one right after the other. With --before only"
            + " what ends within that time is renewed, for a cron job; revoked certificates are renewed only if they"
            + " are named.")

    @Argument(help: "The nodes' names.")
    var names: [String] = []

    @Flag(help: "All nodes of the directory, but for those whose certificate has been revoked.")
    var all = false

    @Option(help: "The directory with ca.pem, ca.key and the nodes' files.")
    var dir = "."

    @Option(help: "How many days the certificate is valid, but no longer than the CA.")
    var days = 365

    @Option(help: "Renew only what ends within this time, e.g. 30d; the rest is left alone.")
    var before: DaysArgument?

    @Flag(name: .customLong("keep-key"), help: "Keep the key: NAME.key is neither needed nor changed.")
    var keepsKey = false

    package init() {}

    package func validate() throws {
        guard (1...Authority.maximumDays).contains(days) else {
            throw ValidationError("--days has to be 1 to \(Authority.maximumDays)")
        }
        guard names.isEmpty == all else {
            throw ValidationError(all ? "--all or names, not both" : "name at least one node, or use --all")
        }
        do {
            for name in names { try AuthorityFiles.nodeName(name) }
        } catch {
            throw ValidationError(error.description)
        }
    }

    package func run() async throws {
        try PKICommand.reporting(locking: dir) { () throws(PKIFailure) in
            let now = Date()
            let renewal = try Renewal(
                authority: try Authority(directory: dir, now: now), days: days, keepsKey: keepsKey,
                before: before?.seconds, now: now)
            try PKIRenewals.run(renewal, names: all ? try renewal.nodes() : names, byName: !all) {
                print(
                    "next: copy each pair to its node; Subrosa there takes it up by itself once both files fit together (log: Reloaded)"
                )
            }
        }
    }
}
