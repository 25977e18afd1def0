/// How gossip fares in the cluster, as far as this node knows.
package struct GossipStatus: Hashable, Sendable {
    /// Of the Alertmanager beside this node.
    package var alertmanager = AlertmanagerVoice.State.unknown
    /// When it last sent a datagram; nil before the first.
    package var lastDatagram: WallTime?
    package var matrix = ClusterMatrix()

    package init() {}
}
