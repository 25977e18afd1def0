import SubrosaCore
import Synchronization

/// A node that says what it is told to.
package final class FakeNode: NodeView {
    private struct State {
        var status: NodeStatus
        var problems: [String] = []
        var reloads = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isStuck = false
    }

    private let state: Mutex<State>
    /// Something for each time that it was asked for its status.
    package let asked = Record<Void>()

    package init(_ status: NodeStatus) { state = Mutex(State(status: status)) }

    package var reloads: Int { state.withLock(\.reloads) }

    /// What the next reload finds wrong.
    package func setProblems(_ problems: [String]) { state.withLock { $0.problems = problems } }

    /// Answers nothing until ``release()``.
    package func hold() { state.withLock { $0.isStuck = true } }

    package func release() {
        let waiting = state.withLock { state in
            state.isStuck = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    package func status() async -> NodeStatus {
        asked.append(())
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.isStuck { state.waiting.append(continuation) }
                return !state.isStuck
            }
            if isFree { continuation.resume() }
        }
        return state.withLock(\.status)
    }

    package func reload() async -> [String] {
        state.withLock { state in
            state.reloads += 1
            return state.problems
        }
    }
}
