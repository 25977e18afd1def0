import ArgumentParser
import Logging
import SubrosaChild
import SubrosaConfig
import SubrosaCore
import SubrosaNode

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
            """)

    @OptionGroup var options: CarryOptions

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
    }

    func run() async throws {
        let inbox = SignalInbox()
        let signals = PassedSignals { inbox.tell($0) }
        defer { signals.stop() }
        let writer = LogWriter()
        let logger = options.log.logger(writer: writer)
        defer { writer.flush() }
        DescriptorLimit.raise()

        let setup = try await CarryingNode.load(options)
        let launch = try prepare(setup, logger: logger)
        let node = try await CarryingNode.start(setup, options, logger: logger)
        let supervisor = Supervisor(launch, stopTimeout: stopTimeout.duration, logger: logger)
        inbox.deliver { signal in
            if signal == .hangup { Task { await node.control.reload(.signal) } }
            supervisor.tell(.signalArrived(signal))
        }
        let waiting = Task {
            await node.waitUntilReady(atMost: startTimeout.duration)
            supervisor.tell(.nodeReady)
        }
        defer { waiting.cancel() }
        let status = await supervisor.run {
            do { try await node.drain() } catch {
                logger.error("Cannot drain", metadata: ["err": "\(error)", "remedy": "report this"])
            }
        }
        if status != 0 { throw ExitCode(status) }
    }

    /// Everything about the command that can be wrong, found before anything is started.
    private func prepare(_ setup: Setup, logger: Logger) throws -> ChildLaunch {
        do {
            let arguments = try ClusterFlags(config: setup.config, node: setup.node).added(to: command)
            let searchPath = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
            let path = try CommandPath.find(command[0], searchPath: searchPath)
            let user = try childUser.map { try ChildUser(named: $0) }
            try user?.check()
            if let user { for directory in ownedDirectories { try OwnedDirectory.hand(directory, to: user) } }
            return ChildLaunch(path: path, arguments: arguments, user: user)
        } catch let failure as CommandFailure {
            logger.error("Cannot start the child", metadata: ["err": "\(failure)"])
            throw ExitCode(failure.status)
        } catch {
            logger.error("Cannot start the child", metadata: ["err": "\(error)"])
            throw ExitCode(1)
        }
    }
}
