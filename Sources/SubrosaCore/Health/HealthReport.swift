/// What a node tells the others of itself, and of how gossip fares between it and each of its peers: the frame REPORT.
package struct HealthReport: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let peer: NodeName
        package let health: PeerHealth
        /// Lost canaries of the last minute; nil if there were none.
        package let lossPerMille: Int?
        /// In microseconds, the median of the last minute; nil if no canary came back.
        package let roundTrip: UInt32?
        /// Datagrams that the reporter itself dropped in the last minute on their way to the peer; at most 65,535.
        package let droppedOutbound: Int
        /// The same on their way from the peer to the reporter's Alertmanager.
        package let droppedInbound: Int

        package init(
            peer: NodeName, health: PeerHealth, lossPerMille: Int? = nil, roundTrip: UInt32? = nil,
            droppedOutbound: Int = 0, droppedInbound: Int = 0
        ) {
            self.peer = peer
            self.health = health
            self.lossPerMille = lossPerMille
            self.roundTrip = roundTrip
            self.droppedOutbound = droppedOutbound
            self.droppedInbound = droppedInbound
        }
    }

    /// Of the reporter's own Alertmanager.
    package let alertmanager: AlertmanagerVoice.State
    /// Of the node table that the reporter has in force: it may have changed since its hello.
    package let tableDigest: TableDigest
    package let entries: [Entry]

    package init(alertmanager: AlertmanagerVoice.State, tableDigest: TableDigest, entries: [Entry]) {
        self.alertmanager = alertmanager
        self.tableDigest = tableDigest
        self.entries = entries
    }
}
