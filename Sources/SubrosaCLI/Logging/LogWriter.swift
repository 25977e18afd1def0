import Dispatch
import SubrosaCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Writes log lines to standard error from a thread of its own, so that a log reader that stalls never stalls gossip.
/// At most ``lineLimit`` lines wait; what comes on top is counted, and so is what cannot be written. The count is written
/// when there is room again.
final class LogWriter: Sendable {
    static let lineLimit = 4_096
    /// How soon it is tried again whether there is room, though nothing is to be logged.
    static let retryInterval = DispatchTimeInterval.seconds(2)

    private struct State {
        var waiting = 0
        /// Not said yet.
        var unsaid: UInt64 = 0
        var isRetrying = false
        var status = LogStatus()

        mutating func lost(_ reason: LogLossReason, detail: String? = nil) {
            unsaid += 1
            status.lost[reason, default: 0] += 1
            status.loss = reason
            status.detail = detail
        }
    }

    private let queue = DispatchQueue(label: "subrosa.log")
    private let state = Mutex(State())
    /// - Returns: 0, or why not (errno).
    private let sink: @Sendable (String) -> CInt

    init(sink: @escaping @Sendable (String) -> CInt = StandardError.write) { self.sink = sink }

    /// For whoever asks, from any thread.
    var status: LogStatus { state.withLock(\.status) }

    func write(_ line: String) {
        let isAccepted = state.withLock { state in
            guard state.waiting < Self.lineLimit else {
                state.lost(.notRead)
                return false
            }
            state.waiting += 1
            return true
        }
        guard isAccepted else { return }
        queue.async {
            let errno = self.sink(line + "\n")
            let isLast = self.state.withLock { state in
                state.waiting -= 1
                if errno != 0 { state.lost(.writeFailed, detail: SystemMessage.text(errno)) }
                return state.waiting == 0
            }
            if isLast { self.sayWhatWasLost() }
        }
    }

    /// That it can be said shows that there is room.
    private func sayWhatWasLost() {
        let (lost, reason) = state.withLock { ($0.unsaid, $0.status.loss) }
        guard lost > 0, let reason else { return }
        let errno = sink("level=WARN msg=\"Log lines lost\" count=\(lost) why=\"\(reason.message)\"\n")
        let retries = state.withLock { state in
            guard errno != 0 else {
                state.unsaid -= lost
                if state.unsaid == 0 { (state.status.loss, state.status.detail) = (nil, nil) }
                return false
            }
            defer { state.isRetrying = true }
            return !state.isRetrying
        }
        guard retries else { return }
        queue.asyncAfter(deadline: .now() + Self.retryInterval) { [self] in
            state.withLock { $0.isRetrying = false }
            sayWhatWasLost()
        }
    }

    /// Waits until everything is written, but not for ever.
    func flush() {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + .seconds(2))
    }
}
