/// How gossip fares in the cluster, as far as this node knows.
package struct GossipStatus: Hashable, Sendable {
    /// Of the Alertmanager beside this node.
    package var alertmanager = AlertmanagerVoice.State.unknown
    /// When it last sent a datagram; nil before the first.
    package var lastDatagram: WallTime?
    /// Where it has its peers answer, if it is `misaddressed`: `ip:port`.
    package var wrongAddress: String?
    /// What can be seen of it if it is `silent`; nil if nothing can.
    package var sighting: AlertmanagerSighting?
    /// Datagrams that the kernel dropped at its socket, which was full, since this node started.
    package var overflow: UInt64 = 0
    package var matrix = ClusterMatrix()

    package init() {}
}
