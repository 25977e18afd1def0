import CProcess
import Dispatch
import Subprocess
import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// One run of a command.
enum ChildProcess {
    /// Starts the command and waits for its end. It has this process' standard input, output and error, and no other
    /// file; default signal dispositions, no signal blocked.
    ///
    /// - Parameters:
    ///   - signals: numbers to send it. Never sent to another process: the command's number stays its own until this
    ///     returns.
    ///   - started: told the number of the process.
    ///   - sent: told the number of each signal, and the error if the system did not take it. One that finds the command
    ///     ended is none.
    static func run(
        _ launch: ChildLaunch, signals: AsyncStream<Int32>, endSignals: @escaping @Sendable () -> Void,
        started: @escaping @Sendable (pid_t) -> Void, sent: @escaping @Sendable (Int32, CInt?) -> Void
    ) async throws -> ChildExit {
        let result = try await Subprocess.run(
            // This very program, even if its file has been replaced since.
            .path("/proc/self/exe"),
            arguments: Arguments(executablePathOverride: "subrosa", remainingValues: launch.launcherArguments),
            environment: .custom(ChildEnvironment.entries(of: environment())),
            input: .currentStandardInput, output: .currentStandardOutput, error: .currentStandardError
        ) { execution in
            let pid = execution.processIdentifier.value
            started(pid)
            // Swift-subprocess reaps the process when this body has returned, and the body returns when it has ended.
            DispatchQueue(label: "subrosa.child").async {
                var info = siginfo_t()
                while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
                endSignals()
            }
            for await number in signals {
                do throws(SubprocessError) {
                    try execution.send(signal: Signal(rawValue: number))
                    sent(number, nil)
                } catch {
                    let error = error.underlyingError?.rawValue ?? EINVAL
                    if error != ESRCH { sent(number, error) }
                }
            }
        }
        return switch result.terminationStatus {
        case .exited(let status): .exited(status)
        case .signaled(let number): .signaled(number)
        }
    }

    private static func environment() -> [[UInt8]] {
        var entries: [[UInt8]] = []
        guard var next = subrosa_environment() else { return [] }
        while let entry = next.pointee {
            entries.append(Array(UnsafeBufferPointer(start: entry, count: strlen(entry))).map(UInt8.init(bitPattern:)))
            next += 1
        }
        return entries
    }
}
