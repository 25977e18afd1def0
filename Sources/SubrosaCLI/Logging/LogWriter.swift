import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Writes log lines to standard error from a thread of its own, so that a log reader that stalls never stalls gossip.
/// At most ``lineLimit`` lines wait; what comes on top is counted, and the count is written when there is room again.
final class LogWriter: Sendable {
    static let lineLimit = 4_096

    private struct State {
        var waiting = 0
        var lost = 0
    }

    private let queue = DispatchQueue(label: "subrosa.log")
    private let state = Mutex(State())

    func write(_ line: String) {
        let isAccepted = state.withLock { state in
            guard state.waiting < Self.lineLimit else {
                state.lost += 1
                return false
            }
            state.waiting += 1
            return true
        }
        guard isAccepted else { return }
        queue.async {
            StandardError.write(line + "\n")
            let lost = self.state.withLock { state in
                state.waiting -= 1
                defer { if state.waiting == 0 { state.lost = 0 } }
                return state.waiting == 0 ? state.lost : 0
            }
            if lost > 0 {
                StandardError.write(
                    "level=WARN msg=\"Log lines lost\" count=\(lost) why=\"standard error is not read\"\n")
            }
        }
    }

    /// Waits until everything is written, but not for ever.
    func flush() {
        let done = DispatchSemaphore(value: 0)
        queue.async { done.signal() }
        _ = done.wait(timeout: .now() + .seconds(2))
    }
}
