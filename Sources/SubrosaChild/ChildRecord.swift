import SubrosaCore
import SubrosaIdentity
import Synchronization

/// How it stands with the supervised command, for whoever asks, from any thread.
package final class ChildRecord: Sendable {
    private let state = Mutex(ChildStatus())

    package init() {}

    package var status: ChildStatus { state.withLock { $0 } }

    func started() {
        state.withLock {
            $0.isUp = true
            $0.startTime = .now()
        }
    }

    func ended() { state.withLock { $0.isUp = false } }
}
