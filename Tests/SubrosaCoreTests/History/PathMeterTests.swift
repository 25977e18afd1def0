import Testing

@testable import SubrosaCore

@Suite("Path meter")
struct PathMeterTests {
    private let counters = PeerCounters()
    private var roundTrips = Histogram.roundTrips
    private var meter = PathMeter()

    private mutating func sample() -> PeerHistory.Sample {
        meter.sample(roundTrips: roundTrips, traffic: TrafficCount(counters))
    }

    @Test mutating func whereNothingWasThereIsNothingMeasured() {
        #expect(sample() == PeerHistory.Sample(roundTrip: nil, loss: nil))
    }

    @Test mutating func eachSampleIsOfItsIntervalAlone() {
        roundTrips.observe(.milliseconds(10))
        counters.datagrams.outbound = 30
        counters.dropped(.outbound, .linkDown, count: 10)
        #expect(sample() == PeerHistory.Sample(roundTrip: 10_000, loss: 0.25))
        roundTrips.observe(.milliseconds(1))
        roundTrips.observe(.milliseconds(3))
        counters.datagrams.inbound = 9
        counters.dropped(.inbound, .sendFailed)
        #expect(sample() == PeerHistory.Sample(roundTrip: 2_000, loss: 0.1))
        #expect(sample() == PeerHistory.Sample(roundTrip: nil, loss: nil))
    }

    @Test mutating func whatIsNoGossipIsNotLost() {
        counters.datagrams.outbound = 1
        counters.dropped(.outbound, .foreignSource, count: 99)
        #expect(sample().loss == 0)
    }
}
