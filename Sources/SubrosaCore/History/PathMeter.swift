/// Makes samples of what is only ever counted up: what came since the last look, of heartbeats and of datagrams.
package struct PathMeter: Equatable, Sendable {
    private var heartbeats: UInt64 = 0
    private var heartbeatTime = Duration.zero
    private var carried: UInt64 = 0
    private var lost: UInt64 = 0

    package init() {}

    /// - Parameters:
    ///   - roundTrips: how long this node's heartbeats took, since the start.
    ///   - traffic: since the start. What another program than Alertmanager sent is not gossip, and not lost.
    package mutating func sample(roundTrips: Histogram, traffic: TrafficCount) -> PeerHistory.Sample {
        let before = self
        heartbeats = roundTrips.count
        heartbeatTime = roundTrips.sum
        carried = traffic.datagrams.outbound + traffic.datagrams.inbound
        lost = traffic.drops.reduce(0) { $0 + ($1.key.reason == .foreignSource ? 0 : $1.value) }
        let answers = heartbeats - before.heartbeats
        let losses = lost - before.lost
        let all = carried - before.carried + losses
        return PeerHistory.Sample(
            roundTrip: answers == 0
                ? nil
                : UInt32(clamping: (heartbeatTime - before.heartbeatTime).nanoseconds / Int64(answers) / 1_000),
            loss: all == 0 ? nil : Double(losses) / Double(all))
    }
}
