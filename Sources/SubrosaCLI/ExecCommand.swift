import ArgumentParser
import Logging
import SubrosaChild
import SubrosaConfig
import SubrosaCore
import SubrosaEdge

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// `subrosa exec`: carries gossip for an Alertmanager that it starts, supervises and outlives.
struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Carry gossip, and run Alertmanager as a child: the entrypoint of a container.",
        usage: "subrosa exec [<options>] -- <command> [<argument> ...]",
        discussion: """
            Starts as 'subrosa run' does, then the command with the --cluster.* flags that 'subrosa flags' prints added \
            behind its own. SIGHUP is passed on and reloads Subrosa, too; SIGTERM, SIGINT, SIGQUIT, SIGUSR1 and SIGUSR2 \
            are passed on. When the command has ended, Subrosa drains and exits with its status: 128+n after signal n, \
            127 if there is no such command, 126 if it cannot be executed.

            For example: subrosa exec --config.file=/etc/subrosa/subrosa.yml --node=am-1 -- alertmanager \
            --config.file=/etc/alertmanager/alertmanager.yml

            With --via the configuration and the keys stay with a 'subrosa run' on the host, and nothing is to be said here: \
            subrosa exec --via=/sockets -- alertmanager --config.file=/etc/alertmanager/alertmanager.yml
            """)

    @OptionGroup var options: CarryOptions
    @OptionGroup var via: ViaOptions

    @Option(
        name: .customLong("start.timeout"),
        help: ArgumentHelp(
            "How long the command may have to wait for each peer to have been tried once.", valueName: "duration"))
    var startTimeout = DurationArgument(seconds: 5)

    @Option(
        name: .customLong("stop.timeout"),
        help: ArgumentHelp(
            "How long the command may take to end after SIGTERM or SIGINT before it is killed.", valueName: "duration"))
    var stopTimeout = DurationArgument(seconds: 30)

    @Option(
        name: .customLong("child.user"),
        help: ArgumentHelp(
            "Run the command as this user, without a way to more rights (default: as Subrosa itself).",
            valueName: "user[:group]"))
    var childUser: String?

    @Option(
        name: .customLong("child.own"),
        help: ArgumentHelp(
            "Hand this directory and all in it to the command's user before the start; may be repeated.",
            valueName: "dir"))
    var ownedDirectories: [String] = []

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("The command and its arguments, after --.", valueName: "command"))
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("the command is missing; write it after --, as in: subrosa exec -- alertmanager")
        }
        guard ownedDirectories.isEmpty || childUser != nil else {
            throw ValidationError("--child.own hands a directory to the command's user; say whom with --child.user")
        }
        guard
            via.directory == nil
                || (options.givenConfigFile == nil && options.node.name == nil && options.webAddress == nil
                    && options.webConfigFile == nil)
        else {
            throw ValidationError(
                "--via takes everything from the host half; leave out --config.file, --node and --web.*")
        }
    }

    func run() async throws {
        let inbox = SignalInbox()
        let signals = PassedSignals { inbox.tell($0) }
        defer { signals.stop() }
        let writer = LogWriter()
        let logger = options.log.logger(writer: writer)
        defer { writer.flush() }
        DescriptorLimit.raise()

        let command = try prepare(logger: logger)
        let child = ChildRecord()
        let carrier: any Carrier
        let launch: ChildLaunch
        if let directory = via.directory {
            let edge = try await CarryingEdge.start(
                via, in: directory, drainTimeout: options.drainTimeout, logger: logger)
            guard let table = await firstTable(of: edge, inbox) else {
                try await edge.drain()
                return
            }
            do { launch = try command.launch(logger: logger, with: table.flags) } catch {
                try await edge.drain()
                throw error
            }
            carrier = edge
        } else {
            let setup = try await CarryingNode.load(options)
            launch = try command.launch(logger: logger) { try ClusterFlags(config: setup.config, node: setup.node) }
            carrier = try await CarryingNode.start(setup, options, child: child, writer: writer, logger: logger)
        }
        try await supervise(launch, child, carrier, inbox, logger: logger)
    }

    private func supervise(
        _ launch: ChildLaunch, _ child: ChildRecord, _ carrier: any Carrier, _ inbox: SignalInbox, logger: Logger
    ) async throws {
        let supervisor = Supervisor(launch, stopTimeout: stopTimeout.duration, record: child, logger: logger)
        inbox.deliver { signal in
            if signal == .hangup { Task { await carrier.reload() } }
            supervisor.tell(.signalArrived(signal))
        }
        let waiting = Task {
            await carrier.waitUntilReady(atMost: startTimeout.duration)
            supervisor.tell(.nodeReady)
        }
        defer { waiting.cancel() }
        let status = await supervisor.run {
            do { try await carrier.drain() } catch {
                logger.error("Cannot drain", metadata: ["err": "\(error)", "remedy": "report this"])
            }
        }
        if status != 0 { throw ExitCode(status) }
    }

    /// Who this node is, once the host half is there; nil if a signal ends the waiting.
    private func firstTable(of edge: CarryingEdge, _ inbox: SignalInbox) async -> EdgeTable? {
        let waiting = Task { await edge.firstTable() }
        inbox.watch { signal in if signal.isUsuallyTheEnd { waiting.cancel() } }
        return await waiting.value
    }

    /// Everything about the command that can be wrong, found before anything is started.
    private func prepare(logger: Logger) throws -> PreparedCommand {
        try PreparedCommand.catching(logger) {
            let searchPath = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
            let path = try CommandPath.find(command[0], searchPath: searchPath)
            let user = try childUser.map { try ChildUser(named: $0) }
            try user?.check()
            if let user { for directory in ownedDirectories { try OwnedDirectory.hand(directory, to: user) } }
            return PreparedCommand(path: path, words: command, user: user)
        }
    }
}
