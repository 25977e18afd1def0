import ArgumentParser

/// `subrosa run`: carries gossip until it is told to end.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Carry the gossip of the Alertmanager on this machine.",
        discussion:
            "SIGHUP reads the configuration and the files that it names again, as does any change of them. SIGTERM or SIGINT"
            + " drains and exits with 0; a second one ends at once.")

    @OptionGroup var options: CarryOptions

    func run() async throws {
        var signals = EndSignals()
        let writer = LogWriter()
        let logger = options.log.logger(writer: writer)
        defer { writer.flush() }
        DescriptorLimit.raise()

        let node = try await CarryingNode.start(CarryingNode.load(options), options, writer: writer, logger: logger)
        signals.onHangup { Task { await node.reload() } }

        let signal = await signals.first()
        logger.info(
            "Received a signal, draining", metadata: ["signal": "\(signal)", "timeout": "\(options.drainTimeout)"])
        signals.endAtOnceOnTheNext()
        try await node.drain()
    }
}
