import SubrosaCore
import Testing

@testable import SubrosaSplit

@Suite("What the edge has counted")
struct EdgeCountsTests {
    private func name() throws -> NodeName { try #require(NodeName("am-2")) }

    @Test func onlyWhatIsNewIsTold() throws {
        let edge = PeerCounters()
        edge.datagrams.inbound = 3
        edge.datagramBytes.inbound = 30
        edge.dropped(.outbound, .hostDown, count: 2)
        edge.streamFailed(.outbound, .hostDown)
        let before = CountedSoFar(edge)
        #expect(EdgeCounts.Peer(try name(), from: before, to: CountedSoFar(edge)) == nil)
        edge.datagrams.inbound += 1
        edge.datagramBytes.inbound += 7
        edge.dropped(.outbound, .hostDown)
        edge.dropped(.inbound, .sendFailed, count: 4)
        let news = try #require(EdgeCounts.Peer(try name(), from: before, to: CountedSoFar(edge)))
        #expect(news.delivered == 1 && news.deliveredBytes == 7 && news.failures.isEmpty)
        #expect(
            Set(news.drops.map { "\($0.direction) \($0.reason) \($0.count)" }) == [
                "outbound host_down 1", "inbound send_failed 4",
            ])
    }

    @Test func whatIsToldIsAddedToWhatTheHostHalfHasCountedItself() throws {
        let edge = PeerCounters()
        edge.datagrams.inbound = 3
        edge.datagramBytes.inbound = 30
        edge.dropped(.outbound, .hostDown, count: 2)
        edge.streamFailed(.outbound, .laneLost)
        let host = PeerCounters()
        host.dropped(.outbound, .hostDown, count: 5)
        let news = try #require(EdgeCounts.Peer(try name(), from: CountedSoFar(), to: CountedSoFar(edge)))
        news.add(to: host)
        #expect(host.datagrams.inbound == 3 && host.datagramBytes.inbound == 30)
        #expect(host.drops == [PeerCounters.Drop(direction: .outbound, reason: .hostDown): 7])
        #expect(host.streamFailures == [PeerCounters.StreamFailure(direction: .outbound, reason: .laneLost): 1])
    }

    @Test func whatALaterVersionCountsIsLeftOutAndTheRestIsNot() {
        let host = PeerCounters()
        EdgeCounts.Peer(
            name: "am-2", delivered: 1, deliveredBytes: 1,
            drops: [
                EdgeCounts.Drop(direction: "sideways", reason: "host_down", count: 1),
                EdgeCounts.Drop(direction: "inbound", reason: "of_2031", count: 1),
                EdgeCounts.Drop(direction: "inbound", reason: "not_bound", count: 1),
            ],
            failures: [
                EdgeCounts.StreamFailure(direction: "sideways", reason: 1, count: 1),
                EdgeCounts.StreamFailure(direction: "inbound", reason: 254, count: 1),
            ]
        ).add(to: host)
        #expect(host.drops == [PeerCounters.Drop(direction: .inbound, reason: .notBound): 1])
        #expect(host.streamFailures == [PeerCounters.StreamFailure(direction: .inbound, reason: .unknown): 1])
    }

    @Test func absurdCountsDoNotOverflow() {
        let host = PeerCounters()
        let absurd = EdgeCounts.Peer(
            name: "am-2", delivered: .max, deliveredBytes: .max,
            drops: [EdgeCounts.Drop(direction: "inbound", reason: "not_bound", count: .max)],
            failures: [EdgeCounts.StreamFailure(direction: "inbound", reason: 1, count: .max)])
        for _ in 0..<3 { absurd.add(to: host) }
        #expect(host.datagrams.inbound == EdgeCounts.limit && host.datagramBytes.inbound == EdgeCounts.limit)
        #expect(host.drops.values.allSatisfy { $0 == EdgeCounts.limit })
        #expect(host.streamFailures.values.allSatisfy { $0 == EdgeCounts.limit })
    }
}
