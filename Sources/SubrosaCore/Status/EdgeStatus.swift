/// How it stands with the edge of a split node.
package struct EdgeStatus: Hashable, Sendable {
    package var isAttached = false
    /// Since when it is attached, or gone; nil before the first.
    package var since: WallTime?
    /// Who it runs as, as the system says; kept when it is gone.
    package var user: String?
    /// Of its program; kept when it is gone.
    package var version: String?
    /// How often one attached.
    package var count: UInt64 = 0
    /// Why the last one went.
    package var lastTrouble: String?
    /// Why it could not take over the last node table; empty if it could.
    package var problems: [String] = []

    package init() {}
}
