/// A copy of ``PeerCounters`` at one moment.
package struct TrafficCount: Hashable, Sendable {
    package let datagrams: PeerCounters.Carried
    package let datagramBytes: PeerCounters.Carried
    package let streams: PeerCounters.Carried
    package let streamBytes: PeerCounters.Carried
    package let drops: [PeerCounters.Drop: UInt64]
    package let streamFailures: [PeerCounters.StreamFailure: UInt64]

    package init(_ counters: PeerCounters) {
        datagrams = counters.datagrams
        datagramBytes = counters.datagramBytes
        streams = counters.streams
        streamBytes = counters.streamBytes
        drops = counters.drops
        streamFailures = counters.streamFailures
    }
}
