import SubrosaCore

/// What the host half tells the edge on the control connection.
package enum HostMessage: Codable, Equatable, Sendable {
    /// First, and again when the configuration has changed.
    case table(SplitTable)
    /// The peers to whom streams can be opened now. The first one says that this edge is taken, and no other.
    case reachable([String])
    /// Every peer has been tried once.
    case tried
    /// What came of ``EdgeMessage/reload``: why not, a line each.
    case reloaded([String])
    /// The host half ends; it comes back by itself if it is started again.
    case ending
    /// Nothing but a sign of life.
    case alive
}

/// What the edge tells the host half on the control connection.
package enum EdgeMessage: Codable, Equatable, Sendable {
    /// First: the version of its program.
    case hello(version: String)
    /// Every address of the table is bound and the edge's socket listens.
    case bound
    /// The table could not be taken over: why, a line each.
    case failed([String])
    /// What was carried and lost since the last time.
    case counts(EdgeCounts)
    /// Read the configuration again.
    case reload
    /// The edge ends in order, and has told all that it counted.
    case ending
    case alive
}
