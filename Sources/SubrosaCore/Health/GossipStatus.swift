/// How gossip fares in the cluster, as far as this node knows.
package struct GossipStatus: Hashable, Sendable {
    /// Of the Alertmanager beside this node.
    package var alertmanager = AlertmanagerVoice.State.unknown
    /// When it last sent a datagram; nil before the first.
    package var lastDatagram: WallTime?
    /// Datagrams that the kernel dropped at its socket, which was full, since this node started.
    package var overflow: UInt64 = 0
    package var matrix = ClusterMatrix()

    package init() {}
}
