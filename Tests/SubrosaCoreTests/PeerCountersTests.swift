import Testing

@testable import SubrosaCore

@Suite("Peer counters")
struct PeerCountersTests {
    @Test func lossesAreCountedByDirectionAndReason() {
        let counters = PeerCounters()
        counters.dropped(.outbound, .queueFull, count: 3)
        counters.dropped(.outbound, .queueFull)
        counters.dropped(.inbound, .queueFull)
        #expect(counters.drops[.init(direction: .outbound, reason: .queueFull)] == 4)
        #expect(counters.drops[.init(direction: .inbound, reason: .queueFull)] == 1)
    }

    @Test func nothingLostLeavesNoTrace() {
        let counters = PeerCounters()
        counters.dropped(.outbound, .linkLost, count: 0)
        #expect(counters.drops.isEmpty)
    }

    @Test func failedStreamsAreCountedByDirectionAndReason() {
        let counters = PeerCounters()
        counters.streamFailed(.inbound, .laneLost)
        counters.streamFailed(.inbound, .laneLost)
        #expect(counters.streamFailures == [.init(direction: .inbound, reason: .laneLost): 2])
    }
}
