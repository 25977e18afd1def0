import ArgumentParser

/// `subrosa edge`: the half of a node that is where Alertmanager is, without configuration and keys.
struct EdgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edge",
        abstract: "Be the half of a node that faces Alertmanager, where another 'subrosa run' has the keys.",
        discussion: """
            Has no configuration: everything comes from the host half ('subrosa run' with edge: in its configuration), \
            which it meets on two sockets in the directory of --via. 'subrosa exec --via' does the same and starts \
            Alertmanager, too. SIGHUP asks the host half to reload. SIGTERM or SIGINT drains and exits with 0; a second one \
            ends at once.
            """)

    @OptionGroup var via: ViaOptions
    @OptionGroup var log: LogOptions

    @Option(
        name: .customLong("drain.timeout"),
        help: ArgumentHelp("How long streams under way may take to end when draining, e.g. 5s.", valueName: "duration"))
    var drainTimeout = DurationArgument(seconds: 5)

    func validate() throws {
        guard via.directory != nil else {
            throw ValidationError("--via is missing: the directory in which the host half has its socket")
        }
    }

    func run() async throws {
        guard let directory = via.directory else { return }
        var signals = EndSignals()
        let writer = LogWriter()
        let logger = log.logger(writer: writer)
        defer { writer.flush() }
        DescriptorLimit.raise()

        let edge = try await CarryingEdge.start(via, in: directory, drainTimeout: drainTimeout, logger: logger)
        signals.onHangup { Task { await edge.reload() } }
        let signal = await signals.first()
        logger.info(
            "Received a signal, draining", metadata: ["signal": "\(signal)", "timeout": "\(drainTimeout)"])
        signals.endAtOnceOnTheNext()
        try await edge.drain()
    }
}
