import SubrosaCore

/// A node that is asked once for all who want to know within a moment: however many read its pages, and however fast,
/// what they take of its event loop is bounded.
package actor SharedView: NodeView {
    private let node: any NodeView
    private let freshness: Duration
    private var last: (answer: Task<NodeStatus, any Error>, asked: ContinuousClock.Instant)?

    /// - Parameter freshness: how old an answer may be.
    package init(_ node: any NodeView, freshness: Duration = .milliseconds(50)) {
        self.node = node
        self.freshness = freshness
    }

    package func status() async throws -> NodeStatus {
        if let last, ContinuousClock.now - last.asked < freshness { return try await last.answer.value }
        let answer = Task { [node] in try await node.status() }
        last = (answer, .now)
        return try await answer.value
    }

    package func reload() async -> [String] {
        let problems = await node.reload()
        // Who has just reloaded wants to see it.
        last = nil
        return problems
    }
}
