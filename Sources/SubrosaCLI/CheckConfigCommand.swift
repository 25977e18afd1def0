import ArgumentParser
import FoundationEssentials
import SubrosaConfig
import SubrosaNode

/// `subrosa check-config FILE`: every problem at once, in the form `file:line:column: what: why; how to mend`.
struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check a configuration, and the certificate, key and CA files that it names.",
        discussion:
            "Prints every problem at once and exits with 1 if there is one. Run it on each machine: the files differ.")

    @OptionGroup var node: NodeOptions

    @Argument(help: "The configuration file.")
    var file: String

    func run() async throws {
        let (name, isGiven) = node.chosen
        switch await Setup.load(path: file, name: name, isNameRequired: isGiven, now: Date()) {
        case .ready(let setup):
            setup.warnings.forEach { StandardError.say("\($0)") }
            let count = setup.config.table.nodes.count
            print("\(file): ok: \(count) nodes, this one is \(setup.node.name)")
        case .soundWithoutNode(let warnings):
            warnings.forEach { StandardError.say("\($0)") }
            print(
                "\(file): ok, but this host (\(QuotedText.quote(name))) is none of the nodes, so it was not checked whether the "
                    + "certificate proves one; give --node")
        case .problems(let problems):
            problems.all.forEach { StandardError.say("\($0)") }
            throw ExitCode(1)
        }
    }
}
