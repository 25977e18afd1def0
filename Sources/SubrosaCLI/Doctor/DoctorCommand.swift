import ArgumentParser
import SubrosaAdmin
import SubrosaConfig
import SubrosaDoctor

/// `subrosa doctor`: what is wrong, and what mends it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at this node, its Alertmanager and the way to each peer; say what is wrong and what mends it.",
        discussion: """
            Works while subrosa run is up and when it cannot start, and disturbs neither. Run it as root, or it does not \
            see whose sockets are whose. Exits with 0 if all is well, 1 if something is wrong, 2 for wrong usage. Every \
            finding: docs/DOCTOR.md.
            """)

    @Option(name: .customLong("config.file"), help: "The configuration file.")
    var configFile = "subrosa.yml"

    @OptionGroup var node: NodeOptions

    @Option(name: .customLong("peer"), help: ArgumentHelp("Look at this peer alone (default: all).", valueName: "name"))
    var peer: String?

    @Option(
        name: .customLong("url"),
        help: "Where the running node serves its admin pages (default: web.listen_address of the configuration).")
    var url: String?

    @OptionGroup var access: StatusAccessOptions

    @Option(
        name: .customLong("alertmanager.url"),
        help:
            "Where Alertmanager serves its API (default: as its command line says, else http://127.0.0.1:9093).")
    var alertmanagerURL: String?

    @Option(name: .customLong("format"), help: ArgumentHelp("text or json.", valueName: "format"))
    var format = StatusFormat.text

    func validate() throws {
        for (flag, value) in [("--url", url), ("--alertmanager.url", alertmanagerURL)] {
            guard let value, StatusURL(value) == nil else { continue }
            throw ValidationError(
                "\(flag) \(QuotedText.quote(value)) is neither http://HOST:PORT nor https://HOST:PORT")
        }
    }

    func run() async throws {
        let doctor: Doctor
        do throws(StatusFailure) {
            doctor = Doctor(
                configFile: configFile, node: node.chosen.name, peer: peer, statusURL: url.flatMap { StatusURL($0) },
                access: try access.access(), alertmanagerURL: alertmanagerURL.flatMap { StatusURL($0) })
        } catch {
            StandardError.say("subrosa doctor: \(TerminalText.plain("\(error)"))")
            throw ExitCode(2)
        }
        let progress = ProgressLine(isShown: Terminal.standardError.isInteractive)
        let report: DoctorReport
        do throws(Doctor.UnknownPeer) {
            report = try await doctor.examine { progress.show($0) }
        } catch {
            progress.clear()
            StandardError.say("subrosa doctor: \(error)")
            throw ExitCode(2)
        }
        progress.clear()
        switch format {
        case .json: print(try DoctorDocument(report).json(), terminator: "")
        case .text: DoctorText(report, isColored: Terminal.standardOutput.isColored).lines.forEach { print($0) }
        }
        if !report.diagnosis.isWell { throw ExitCode(1) }
    }
}
