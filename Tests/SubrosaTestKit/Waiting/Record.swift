import Synchronization

/// What happened, in order, from any thread; a test waits until something that it describes is in it.
package final class Record<Element: Sendable>: Sendable {
    private struct Waiter {
        let id: Int
        let check: ([Element]) -> Bool
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var elements: [Element] = []
        var waiters: [Waiter] = []
        var lastID = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var all: [Element] { state.withLock(\.elements) }

    package func append(_ element: Element) {
        let due = state.withLock { state in
            state.elements.append(element)
            let elements = state.elements
            let due = state.waiters.filter { $0.check(elements) }.map { ($0.id, $0.continuation) }
            state.waiters.removeAll { waiter in due.contains { $0.0 == waiter.id } }
            return due
        }
        for (_, continuation) in due { continuation.resume() }
    }

    /// Waits until `check` holds for everything recorded so far.
    ///
    /// - Throws: ``TooLate``.
    package func wait(
        _ what: String, within limit: Duration = .seconds(10), until check: @escaping @Sendable ([Element]) -> Bool
    ) async throws {
        try await SubrosaTestKit.within(limit, what) { try await self.wait(until: check) }
    }

    /// Waits for an element from `start` on that fits.
    ///
    /// - Returns: the first one, and the position behind it.
    @discardableResult
    package func first(
        _ what: String, from start: Int = 0, within limit: Duration = .seconds(10),
        where fits: @escaping @Sendable (Element) -> Bool
    ) async throws -> (element: Element, next: Int) {
        try await wait(what, within: limit) { $0.dropFirst(start).contains(where: fits) }
        let all = self.all
        guard let index = all.indices.dropFirst(start).first(where: { fits(all[$0]) }) else {
            throw CancellationError()
        }
        return (all[index], index + 1)
    }

    private func wait(until check: @escaping @Sendable ([Element]) -> Bool) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isDone: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if check(state.elements) { return true }
                    state.waiters.append(Waiter(id: id, check: check, continuation: continuation))
                    return nil
                }
                switch isDone {
                case true?: continuation.resume()
                case false?: continuation.resume(throwing: CancellationError())
                case nil: break
                }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters.first { $0.id == id }?.continuation
                state.waiters.removeAll { $0.id == id }
                return waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }
}
