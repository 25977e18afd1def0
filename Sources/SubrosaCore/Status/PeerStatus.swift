/// How it stands with one peer.
package struct PeerStatus: Hashable, Sendable {
    package let name: NodeName
    /// `host:port`
    package let linkAddress: String
    /// `ip:port`
    package let virtualAddress: String
    /// The link that this node dials.
    package let outbound: LinkStatus
    /// The link that the peer dials.
    package let inbound: LinkStatus
    /// Whether the peer's node table is the same as this node's; nil before its first hello.
    package let isTableEqual: Bool?
    /// Streams under way, in both directions.
    package let openStreams: Int
    package let traffic: TrafficCount
    /// How the way to it was, over the last half hour.
    package var history = PeerHistory()
    /// Of links and lanes.
    package let dials: DialCount
    /// How long the answers to this node's heartbeats took.
    package let roundTrips: Histogram
    /// Datagrams that wait for the link which this node dialled.
    package let queue: QueueStatus
    /// The lanes that this node dialled.
    package let outboundLanes: LaneStatus
    /// The lanes that the peer dialled.
    package let inboundLanes: LaneStatus
    /// Which way datagrams go to it.
    package let datagramPath: DatagramPathStatus
    /// Whether gossip passes.
    package var canaries = CanaryStatus()

    package init(
        name: NodeName, linkAddress: String, virtualAddress: String, outbound: LinkStatus, inbound: LinkStatus,
        isTableEqual: Bool?, openStreams: Int, traffic: TrafficCount, dials: DialCount = DialCount(),
        roundTrips: Histogram = .roundTrips, queue: QueueStatus = .empty, outboundLanes: LaneStatus = .none,
        inboundLanes: LaneStatus = .none, datagramPath: DatagramPathStatus = DatagramPathStatus()
    ) {
        self.name = name
        self.linkAddress = linkAddress
        self.virtualAddress = virtualAddress
        self.outbound = outbound
        self.inbound = inbound
        self.isTableEqual = isTableEqual
        self.openStreams = openStreams
        self.traffic = traffic
        self.dials = dials
        self.roundTrips = roundTrips
        self.queue = queue
        self.outboundLanes = outboundLanes
        self.inboundLanes = inboundLanes
        self.datagramPath = datagramPath
    }
}
