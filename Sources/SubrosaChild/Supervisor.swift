import Logging
import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Obeys a ``ChildMachine``: starts the command, passes signals on, watches the clock.
package struct Supervisor: Sendable {
    /// For what the command said last to be read from its sockets and sent on; the drain waits for streams only.
    private static let partingTime = Duration.milliseconds(250)

    private let launch: ChildLaunch
    private let stopTimeout: Duration
    private let record: ChildRecord
    private let logger: Logger
    private let events: AsyncStream<ChildMachine.Event>
    private let report: AsyncStream<ChildMachine.Event>.Continuation

    /// - Parameters:
    ///   - stopTimeout: from the first signal that asks the command to end until it is killed.
    ///   - record: is kept.
    package init(
        _ launch: ChildLaunch, stopTimeout: Duration, record: ChildRecord = ChildRecord(), logger: Logger
    ) {
        self.launch = launch
        self.stopTimeout = stopTimeout
        self.record = record
        var logger = logger
        logger[metadataKey: "component"] = "child"
        self.logger = logger
        // Signals are the only ones that somebody else decides about.
        (events, report) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1_024))
    }

    /// Something has happened; from any thread.
    package func tell(_ event: ChildMachine.Event) { report.yield(event) }

    /// Until the command has ended and the node has drained.
    ///
    /// - Parameter drain: ends the node.
    /// - Returns: the status to end with.
    package func run(drain: @escaping @Sendable () async -> Void) async -> Int32 {
        let (signals, sender) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(64))
        var machine = ChildMachine()
        var tasks: [Task<Void, Never>] = []
        defer { tasks.forEach { $0.cancel() } }
        for await event in events {
            for instruction in machine.handle(event) {
                switch instruction {
                case .startChild:
                    tasks.append(Task { await runChild(signals, sender) })
                case .passOn(let signal):
                    logger.info("Passing a signal on", metadata: ["signal": "\(signal.rawValue)"])
                    sender.yield(signal.number)
                case .startStopTimer:
                    tasks.append(after(stopTimeout, .stopTimeUp))
                case .killChild:
                    sender.yield(SIGKILL)
                case .startPartingTimer:
                    tasks.append(after(Self.partingTime, .partingOver))
                case .drain:
                    tasks.append(
                        Task {
                            await drain()
                            tell(.drained)
                        })
                case .exit(let status):
                    return status
                }
            }
        }
        return 1
    }

    private func after(_ time: Duration, _ event: ChildMachine.Event) -> Task<Void, Never> {
        Task {
            guard (try? await Task.sleep(for: time)) != nil else { return }
            tell(event)
        }
    }

    private func killed() {
        logger.warning(
            "Child killed",
            metadata: [
                "why": "it has not ended \(stopTimeout) after it was asked to",
                "remedy": "give a longer --stop.timeout, or see in its log what it waited for",
            ])
    }

    private func notSent(_ number: Int32, _ error: CInt) {
        let name = ChildSignal.allCases.first { $0.number == number }?.rawValue ?? "SIGKILL"
        logger.error(
            "Cannot send the child a signal",
            metadata: [
                "signal": "\(name)", "err": "\(SystemMessage.text(error))",
                "why": "the command runs as another user, and subrosa has not the capability KILL",
                "remedy": "let subrosa keep the capability KILL (--cap-add=KILL); end the command by hand",
            ])
    }

    private func runChild(_ signals: AsyncStream<Int32>, _ sender: AsyncStream<Int32>.Continuation) async {
        do {
            let exit = try await ChildProcess.run(launch, signals: signals) {
                sender.finish()
            } started: { pid in
                logger.info("Child started", metadata: ["pid": "\(pid)", "command": "\(launch.path)"])
                record.started()
                tell(.childStarted)
                if OrphanReaper.isNeeded { Task { await OrphanReaper.reapForEver(except: pid) } }
            } sent: { number, error in
                if let error {
                    notSent(number, error)
                } else if number == SIGKILL {
                    killed()
                }
            }
            record.ended()
            logger.info("Child ended", metadata: ["with": "\(exit)"])
            tell(.childExited(exit))
        } catch {
            logger.error(
                "Cannot start the child",
                metadata: [
                    "command": "\(launch.path)", "err": "\(error)",
                    "remedy": "see that /proc is mounted, and how many processes this user may have",
                ])
            tell(.childExited(.exited(126)))
        }
    }
}
