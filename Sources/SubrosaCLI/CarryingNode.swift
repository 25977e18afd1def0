import ArgumentParser
import FoundationEssentials
import Logging
import SubrosaAdmin
import SubrosaChild
import SubrosaConfig
import SubrosaCore
import SubrosaNode

/// This process as a node: started by its options, kept tidy, reloaded and drained; what `subrosa run` and `subrosa
/// exec` have in common.
struct CarryingNode: Carrier {
    /// How often it is looked whether every peer has been tried.
    private static let readyTick = Duration.milliseconds(20)

    private let control: NodeControl
    private let service: NodeService
    private let admin: AdminServer?
    private let options: CarryOptions
    private let logger: Logger
    private let background: [Task<Void, any Error>]

    /// Reads and checks everything.
    ///
    /// - Throws: `ExitCode(1)` after all problems have been said.
    static func load(_ options: CarryOptions) async throws -> Setup {
        switch await Setup.load(
            path: options.configFile, name: options.node.chosen.name, isNameRequired: true, now: Date())
        {
        case .ready(let ready):
            if let problems = WebAccess.problems(options.web(ready.config.web)), !problems.errors.isEmpty {
                problems.all.forEach { StandardError.say("\($0)") }
                throw ExitCode(1)
            }
            return ready
        case .soundWithoutNode: throw ExitCode(1)
        case .problems(let problems):
            problems.all.forEach { StandardError.say("\($0)") }
            throw ExitCode(1)
        }
    }

    /// Binds everything and serves.
    ///
    /// - Parameters:
    ///   - child: of the command that this process supervises, if it does.
    ///   - writer: what `logger` writes with.
    /// - Throws: `ExitCode(1)` after the reason has been logged; nothing is served then.
    static func start(
        _ setup: Setup, _ options: CarryOptions, child: ChildRecord? = nil, writer: LogWriter,
        logger: Logger
    ) async throws -> CarryingNode {
        setup.warnings.forEach { logger.warning("Configuration", metadata: ["warning": "\($0)"]) }
        logger.info(
            "Starting subrosa",
            metadata: [
                "version": "\(Version.number)", "node": "\(setup.node.name)", "config": "\(options.configFile)",
                "certificate_not_after": "\(setup.credentials.notAfter.formatted(.iso8601))",
            ])
        do {
            let service = try await NodeService.start(setup, logger: logger)
            let control = NodeControl(
                service, setup: setup, path: options.configFile, child: Self.report(of: child),
                log: { writer.status }, logger: logger)
            try await service.onReloadRequest { await control.reload() }
            let admin = try await startAdmin(service, control, setup, options, logger: logger)
            logger.info(
                "Ready",
                metadata: [
                    "peers": "\(setup.config.table.nodes.count - 1)", "alertmanager": "\(setup.alertmanagerText)",
                    "listen": "\(service.linkAddresses.joined(separator: ","))",
                ])
            return CarryingNode(
                control: control, service: service, admin: admin, options: options, logger: logger,
                background: [Task { try await ProgramText.keepTidy() }, Task { await control.watchFiles() }])
        } catch {
            logger.error("Cannot start", metadata: ["err": "\(error)"])
            throw ExitCode(1)
        }
    }

    /// Until each peer has been tried once, or the time is up.
    func waitUntilReady(atMost limit: Duration) async {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if (try? await control.status().isReady) == true { return }
            guard (try? await Task.sleep(for: Self.readyTick)) != nil else { return }
        }
        logger.info("Not every peer has been tried yet", metadata: ["timeout": "\(limit)"])
    }

    func reload() async { _ = await control.reload(.signal) }

    /// Takes nothing new, gives streams under way their time, says goodbye to the peers.
    func drain() async throws {
        background.forEach { $0.cancel() }
        let cutOff = try await service.drain(timeout: options.drainTimeout.timeAmount) { await admin?.close() }
        if cutOff > 0 {
            logger.warning(
                "Streams were cut off", metadata: ["count": "\(cutOff)", "remedy": "give a longer --drain.timeout"])
        }
        logger.info("Drained")
    }

    private static func report(of child: ChildRecord?) -> (@Sendable () -> ChildStatus)? {
        guard let child else { return nil }
        return { child.status }
    }

    /// Serves the admin pages if that is wanted; ends the service if it cannot be done.
    private static func startAdmin(
        _ service: NodeService, _ control: NodeControl, _ setup: Setup, _ options: CarryOptions, logger: Logger
    ) async throws -> AdminServer? {
        guard let web = options.web(setup.config.web) else { return nil }
        let address = web.listenAddress
        do {
            let access = try web.configFile.map { path in
                let loaded = try WebAccess.load(path: path, credentialDirectory: Setup.credentialDirectory).get()
                loaded.warnings.forEach {
                    logger.warning("Web configuration", metadata: ["warning": "\($0)"])
                }
                return AccessWatch(loaded, path: path, credentialDirectory: Setup.credentialDirectory)
            }
            let admin = try await AdminServer.start(
                address: (address.ip, address.port), view: SharedView(control), version: Version.number,
                access: access,
                logger: logger)
            logger.info("Serving admin pages", metadata: ["address": "\(admin.boundAddress)"])
            return admin
        } catch {
            _ = try? await service.drain(timeout: .zero)
            throw error
        }
    }
}
