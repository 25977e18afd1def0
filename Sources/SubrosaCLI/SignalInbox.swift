import SubrosaCore
import Synchronization

/// Keeps the signals that come before there is anybody to tell, each once.
final class SignalInbox: Sendable {
    private enum State: Sendable {
        case held([ChildSignal], watcher: (@Sendable (ChildSignal) -> Void)?)
        case delivered(@Sendable (ChildSignal) -> Void)
    }

    private let state = Mutex(State.held([], watcher: nil))

    func tell(_ signal: ChildSignal) {
        state.withLock { state in
            switch state {
            case .held(let signals, let watcher):
                state = .held(signals.contains(signal) ? signals : signals + [signal], watcher: watcher)
                watcher?(signal)
            case .delivered(let tell): tell(signal)
            }
        }
    }

    /// Tells of all that came, and of what comes, as long as it is held: for somebody who waits meanwhile.
    func watch(_ tell: @escaping @Sendable (ChildSignal) -> Void) {
        state.withLock { state in
            guard case .held(let signals, _) = state else { return }
            signals.forEach(tell)
            state = .held(signals, watcher: tell)
        }
    }

    /// Tells all that came, and from now on at once.
    func deliver(_ tell: @escaping @Sendable (ChildSignal) -> Void) {
        state.withLock { state in
            if case .held(let signals, _) = state { signals.forEach(tell) }
            state = .delivered(tell)
        }
    }
}
