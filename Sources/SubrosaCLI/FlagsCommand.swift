import ArgumentParser
import SubrosaConfig
import SubrosaNode

/// `subrosa flags`: the `--cluster.*` flags for this node's Alertmanager, one a line.
struct FlagsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flags",
        abstract: "Print the --cluster.* flags for this node's Alertmanager, one a line.",
        discussion:
            "For example: alertmanager --config.file=alertmanager.yml $(subrosa flags --config.file=subrosa.yml)")

    @Option(name: .customLong("config.file"), help: "The configuration file.")
    var configFile = "subrosa.yml"

    @OptionGroup var node: NodeOptions

    func run() throws {
        // No file that tls names is opened here, so any directory will do: this runs beside Alertmanager, to whom systemd
        // does not hand Subrosa's credentials.
        switch ConfigLoader.load(path: configFile, credentialDirectory: "/") {
        case .failure(let problems):
            problems.all.forEach { StandardError.say("\($0)") }
            throw ExitCode(1)
        case .success(let config):
            switch config.node(named: node.chosen.name) {
            case .failure(let unknown):
                StandardError.say("\(configFile): \(unknown)")
                throw ExitCode(1)
            case .success(let node):
                do {
                    try ClusterFlags(config: config, node: node).lines.forEach { print($0) }
                } catch {
                    StandardError.say("\(configFile): \(error)")
                    throw ExitCode(1)
                }
            }
        }
    }
}
