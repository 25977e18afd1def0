import ArgumentParser
import FoundationEssentials
import SubrosaPKI

/// `subrosa pki rotate-ca --step=...`: replaces the CA while the cluster stays up.
package struct PKIRotateCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rotate-ca",
        abstract: "Replace the CA, in three steps, while the cluster stays up.",
        discussion:
            "add makes a new CA and lets nodes believe both; issue has the new one issue and renews all that the old one"
            + " has issued; drop takes the old one away. After each step files go to all nodes, and the next step has to"
            + " wait until every node has them; each says which, and how to see it. A step that was interrupted is"
            + " begun again, one that is done does nothing.")

    enum Step: String, CaseIterable, ExpressibleByArgument {
        case add, issue, drop
    }

    @Option(help: "add, then issue, then drop.")
    var step: Step

    @Option(help: "The directory with ca.pem and ca.key.")
    var dir = "."

    @Option(help: "add: the new CA's name; by default the old one's and the next number.")
    var name: String?

    @Option(help: "How many days what is made is valid; by default 3650 for the CA, 365 for nodes.")
    var days: Int?

    @Option(name: .customLong("crl-days"), help: "How many days until crl.pem, if there is one, runs out.")
    var listDays = 30

    @Flag(name: .customLong("keep-key"), help: "issue: keep the nodes' keys.")
    var keepsKey = false

    @Flag(help: "drop: even if certificates of the old CA are still in use.")
    var force = false

    package init() {}

    package func validate() throws {
        for days in [days ?? 1, listDays] where !(1...Authority.maximumDays).contains(days) {
            throw ValidationError("--days and --crl-days have to be 1 to \(Authority.maximumDays)")
        }
        guard step == .add || name == nil, step == .issue || !keepsKey, step == .drop || !force,
            step != .drop || days == nil
        else { throw ValidationError("--name is for add, --keep-key for issue, --force for drop, --days not for drop") }
    }

    package func run() async throws {
        try PKICommand.reporting(locking: dir) { () throws(PKIFailure) in
            let files = AuthorityFiles(directory: dir)
            let rotation = Rotation(files: files)
            let guide = PKIRotationGuide(files: files)
            switch step {
            case .add:
                let outcome = try rotation.add(name: name, days: days ?? 3650, listDays: listDays, now: Date())
                guide.afterAdd(outcome, try KnownAuthorities(files: files))
            case .issue: try issue(rotation, guide, files)
            case .drop:
                let key = try rotation.drop(force: force, listDays: listDays, now: Date())
                guide.afterDrop(destroyable: key, try KnownAuthorities(files: files))
            }
        }
    }

    private func issue(
        _ rotation: Rotation, _ guide: PKIRotationGuide, _ files: AuthorityFiles
    ) throws(PKIFailure) {
        let now = Date()
        let outcome = try rotation.switchOver()
        let remaining = try rotation.remaining(now: now)
        guide.afterSwitch(outcome, try KnownAuthorities(files: files), remaining: remaining)
        guard !remaining.isEmpty else { return guide.afterIssue() }
        let renewal = try Renewal(
            authority: try Authority(directory: dir, now: now), days: days ?? 365, keepsKey: keepsKey, now: now)
        try PKIRenewals.run(renewal, names: remaining, byName: false) { guide.afterIssue() }
    }
}
