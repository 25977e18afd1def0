/// A running node as its admin pages see it: what it knows, and the one thing that can be asked of it.
package protocol NodeView: Sendable {
    /// What the node can say of itself now.
    ///
    /// - Throws: when it has ended.
    func status() async throws -> NodeStatus

    /// Reads the configuration and the files that it names again, and takes them over if they are sound.
    ///
    /// - Returns: why they were not taken over, a line each; empty if they were.
    func reload() async -> [String]
}
