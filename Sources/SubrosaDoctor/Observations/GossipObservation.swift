import SubrosaCore

/// What gossip did while the doctor looked: the differences between two looks.
package struct GossipObservation: Hashable, Sendable {
    package struct Peer: Hashable, Sendable {
        /// Datagrams that the running node carried; nil if it could not be asked.
        package var outbound: UInt64?
        package var inbound: UInt64?
        /// By reason.
        package var droppedOutbound: [String: UInt64] = [:]
        package var droppedInbound: [String: UInt64] = [:]
        /// Streams to the peer that came to nothing, by reason.
        package var streamsFailed: [String: UInt64] = [:]
        /// Pings of this machine's Alertmanager that its answered, by UDP and on the direct way; nil if it was not asked.
        package var pings: UInt64?

        package init() {}
    }

    /// How long it was looked at.
    package let window: Duration
    package let peers: [NodeName: Peer]

    package init(window: Duration, peers: [NodeName: Peer]) {
        self.window = window
        self.peers = peers
    }
}
