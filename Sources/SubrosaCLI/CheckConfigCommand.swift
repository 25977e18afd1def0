import ArgumentParser
import FoundationEssentials
import SubrosaAdmin
import SubrosaConfig
import SubrosaNode

/// `subrosa check-config FILE`: every problem at once, in the form `file:line:column: what: why; how to mend`.
struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check a configuration, and the files that it names: certificates, keys, CAs, the web configuration.",
        discussion:
            "Prints every problem at once and exits with 1 if there is one. Run it on each machine: the files differ.")

    @OptionGroup var node: NodeOptions

    @Argument(help: "The configuration file.")
    var file: String

    func run() async throws {
        let (name, isGiven) = node.chosen
        let web = webProblems
        web?.all.forEach { StandardError.say("\($0)") }
        switch await Setup.load(path: file, name: name, isNameRequired: isGiven, now: Date()) {
        case .ready(let setup):
            setup.warnings.forEach { StandardError.say("\($0)") }
            if web?.errors.isEmpty == false { throw ExitCode(1) }
            let count = setup.config.table.nodes.count
            print("\(file): ok: \(count) nodes, this one is \(setup.node.name)")
        case .soundWithoutNode(let warnings):
            warnings.forEach { StandardError.say("\($0)") }
            if web?.errors.isEmpty == false { throw ExitCode(1) }
            print(
                "\(file): ok, but this host (\(QuotedText.quote(name))) is none of the nodes, so it was not checked whether the "
                    + "certificate proves one; give --node")
        case .problems(let problems):
            problems.all.forEach { StandardError.say("\($0)") }
            throw ExitCode(1)
        }
    }

    /// Of the file that web.config_file names.
    private var webProblems: ConfigProblems? {
        let config = try? ConfigLoader.load(path: file, credentialDirectory: Setup.credentialDirectory).get()
        return WebAccess.problems(config?.web)
    }
}
