import ArgumentParser
import FoundationEssentials
import Logging
import NIOCore
import SubrosaAdmin
import SubrosaConfig
import SubrosaNode

/// `subrosa run`: carries gossip until it is told to end.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Carry the gossip of the Alertmanager on this machine.",
        discussion:
            "SIGHUP reads the configuration and the files that it names again, as does any change of them. SIGTERM or SIGINT"
            + " drains and exits with 0; a second one ends at once.")

    @Option(name: .customLong("config.file"), help: "The configuration file, the same on every node.")
    var configFile = "subrosa.yml"

    @OptionGroup var node: NodeOptions
    @OptionGroup var log: LogOptions

    @Option(
        name: .customLong("drain.timeout"),
        help: ArgumentHelp("How long streams under way may take to end when draining, e.g. 5s.", valueName: "duration"))
    var drainTimeout = DurationArgument(seconds: 5)

    @Option(
        name: .customLong("web.listen-address"),
        help: ArgumentHelp(
            "Where to serve the admin pages, instead of the file's web.listen_address; empty: nowhere.",
            valueName: "ip:port"))
    var webAddress: String?

    func validate() throws {
        guard let webAddress, !webAddress.isEmpty, case .failure(let wrong) = WebSettings.parse(flag: webAddress) else {
            return
        }
        throw ValidationError("--web.listen-address: \(wrong)")
    }

    /// Where to serve the admin pages; nil: nowhere.
    func web(_ config: WebSettings?) -> WebSettings? {
        guard let webAddress else { return config }
        return try? WebSettings.parse(flag: webAddress).get()
    }

    func run() async throws {
        var signals = EndSignals()
        let writer = LogWriter()
        let logger = log.logger(writer: writer)
        defer { writer.flush() }
        DescriptorLimit.raise()

        let setup: Setup
        switch await Setup.load(path: configFile, name: node.chosen.name, isNameRequired: true, now: Date()) {
        case .ready(let ready): setup = ready
        case .soundWithoutNode: throw ExitCode(1)
        case .problems(let problems):
            problems.all.forEach { StandardError.say("\($0)") }
            throw ExitCode(1)
        }
        setup.warnings.forEach { logger.warning("Configuration", metadata: ["warning": "\($0)"]) }
        logger.info(
            "Starting subrosa",
            metadata: [
                "version": "\(Version.number)", "node": "\(setup.node.name)", "config": "\(configFile)",
                "certificate_not_after": "\(setup.credentials.notAfter.formatted(.iso8601))",
            ])

        let service: NodeService
        let control: NodeControl
        let admin: AdminServer?
        do {
            service = try await NodeService.start(setup, logger: logger)
            control = NodeControl(service, setup: setup, path: configFile, logger: logger)
            admin = try await startAdmin(service, control, setup.config.web, logger: logger)
        } catch {
            logger.error("Cannot start", metadata: ["err": "\(error)"])
            throw ExitCode(1)
        }
        logger.info(
            "Ready",
            metadata: [
                "peers": "\(setup.config.table.nodes.count - 1)", "alertmanager": "\(setup.node.virtualAddress)",
                "listen": "\(service.linkAddresses.joined(separator: ","))",
            ])

        let housekeeping = Task {
            // Links are up by then, and what starting needed can go; later rounds follow what handshakes touched.
            try await Task.sleep(for: .seconds(2))
            while true {
                ProgramText.releaseUntouched()
                try await Task.sleep(for: .seconds(60))
            }
        }
        defer { housekeeping.cancel() }
        signals.onHangup { Task { await control.reload(.signal) } }
        let watching = Task { await control.watchFiles() }
        defer { watching.cancel() }

        let signal = await signals.first()
        logger.info("Received a signal, draining", metadata: ["signal": "\(signal)", "timeout": "\(drainTimeout)"])
        signals.endAtOnceOnTheNext()
        let cutOff = try await service.drain(timeout: drainTimeout.timeAmount) { await admin?.close() }
        if cutOff > 0 {
            logger.warning(
                "Streams were cut off", metadata: ["count": "\(cutOff)", "remedy": "give a longer --drain.timeout"])
        }
        logger.info("Drained")
    }
    /// Serves the admin pages if that is wanted; ends the service if it cannot be done.
    private func startAdmin(
        _ service: NodeService, _ control: NodeControl, _ config: WebSettings?, logger: Logger
    ) async throws -> AdminServer? {
        guard let address = web(config)?.listenAddress else { return nil }
        do {
            let admin = try await AdminServer.start(
                address: (address.ip, address.port), view: control, version: Version.number, logger: logger)
            logger.info("Serving admin pages", metadata: ["address": "\(admin.boundAddress)"])
            return admin
        } catch {
            _ = try? await service.drain(timeout: .zero)
            throw error
        }
    }
}
