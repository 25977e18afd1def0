import SubrosaCore
import Synchronization

/// Keeps the signals that come before there is anybody to tell, each once.
final class SignalInbox: Sendable {
    private enum State: Sendable {
        case held([ChildSignal])
        case delivered(@Sendable (ChildSignal) -> Void)
    }

    private let state = Mutex(State.held([]))

    func tell(_ signal: ChildSignal) {
        state.withLock { state in
            switch state {
            case .held(let signals): state = .held(signals.contains(signal) ? signals : signals + [signal])
            case .delivered(let tell): tell(signal)
            }
        }
    }

    /// Tells all that came, and from now on at once.
    func deliver(_ tell: @escaping @Sendable (ChildSignal) -> Void) {
        state.withLock { state in
            if case .held(let signals) = state { signals.forEach(tell) }
            state = .delivered(tell)
        }
    }
}
