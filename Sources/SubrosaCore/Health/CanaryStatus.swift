/// How gossip fares between this node and a peer, as its canaries say.
package struct CanaryStatus: Hashable, Sendable {
    package var health = PeerHealth.unknown
    /// Since when; nil before the first look.
    package var since: WallTime?
    package var figures = CanaryFigures()
    package var totals = CanaryTotals()

    package init() {}
}
