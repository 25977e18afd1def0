import NIOCore
import SubrosaCore

/// What the edge does at the host half's word; the side facing Alertmanager hangs on it.
package protocol EdgeFront: AnyObject {
    /// Takes over another table: gives up what went, binds what is new. Never called while it is under way.
    ///
    /// - Returns: fails with ``EdgeFailure``; the peers that are in both tables work on then, and the next call tries
    ///   again.
    func takeOver(_ table: SplitTable) -> EventLoopFuture<Void>
    /// The host half has taken this edge with the table that was taken over last.
    func attached()
    /// Streams to these peers can be opened, to the others not; also to those that come with a later table.
    func setReachable(_ peers: Set<NodeName>)
    /// What has been carried and lost and is not told yet.
    func untold() -> EdgeReport
    /// The host half has said that each peer has been tried.
    func allTried()
}

/// What is to be told to the host half.
package struct EdgeReport {
    package let counts: EdgeCounts
    /// Called when it has been told; if not, the next report has it, too.
    package let told: () -> Void

    package init(counts: EdgeCounts, told: @escaping () -> Void) {
        self.counts = counts
        self.told = told
    }
}

/// Why a table cannot be taken over, a line each.
package struct EdgeFailure: Error, Equatable, Sendable {
    package let problems: [String]

    package init(_ problems: [String]) { self.problems = problems }
}
