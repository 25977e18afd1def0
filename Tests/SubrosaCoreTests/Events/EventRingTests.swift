import SubrosaCore
import Testing

@Suite("Event ring")
struct EventRingTests {
    private func refusal(
        _ host: String, _ reason: RefusalReason = .noCertificate, at time: Int64 = 0, count: UInt64 = 1
    ) -> NodeEvent {
        NodeEvent(
            .peerRefused, at: WallTime(milliseconds: time), address: host, reason: reason.rawValue, count: count)
    }

    private func ring(_ events: [NodeEvent]) -> EventRing {
        events.reduce(into: EventRing()) { $0.happened($1) }
    }

    @Test func theNewestComesFirst() {
        let events = (0..<3).map { NodeEvent(.reloaded, at: WallTime(milliseconds: $0)) }
        #expect(ring(events).newestFirst == events.reversed())
    }

    @Test func refusalsOfOneHostForOneReasonAreOneEventWhichCountsThem() {
        let events = ring([
            refusal("192.0.2.1", at: 1), refusal("192.0.2.2", at: 2), refusal("192.0.2.1", at: 3, count: 40),
            refusal("192.0.2.1", .handshakeTooLarge, at: 4),
        ]).newestFirst
        #expect(
            events == [
                refusal("192.0.2.1", .handshakeTooLarge, at: 4), refusal("192.0.2.1", at: 3, count: 41),
                refusal("192.0.2.2", at: 2),
            ])
    }

    @Test func whoWasRefusedAndWhyIsKeptWhenMoreOfTheSameAreOnlyCounted() throws {
        let peer = try #require(NodeName("am-2"))
        let said = NodeEvent(
            .peerRefused, at: WallTime(milliseconds: 1), peer: peer, address: "192.0.2.1",
            reason: RefusalReason.noCertificate.rawValue, detail: "none")
        let event = try #require(ring([said, refusal("192.0.2.1", at: 2, count: 5)]).newestFirst.first)
        #expect(event.peer == peer && event.detail == "none" && event.count == 6 && event.time.milliseconds == 2)
    }

    @Test func aLinkThatComesAndGoesIsToldEachTime() {
        let down = NodeEvent(.linkDown, at: WallTime(milliseconds: 1), reason: LinkDownReason.silent.rawValue)
        #expect(ring([down, down]).newestFirst.count == 2)
    }

    @Test func itNeverHoldsMoreThanItsCapacity() {
        let events = (0..<500).map { NodeEvent(.reloaded, at: WallTime(milliseconds: $0)) }
        #expect(ring(events).newestFirst == Array(events.reversed().prefix(EventRing.capacity)))
    }

    @Test func aCrowdOfStrangersDoesNotPushOutTheStoryOfTheLinks() {
        let story = (0..<20).map { NodeEvent($0 % 2 == 0 ? .linkDown : .linkUp, at: WallTime(milliseconds: $0)) }
        let crowd = (0..<1_000).map { refusal("192.0.2.\($0)", at: 100 + $0) }
        let events = ring(story + crowd).newestFirst
        #expect(events.count == EventRing.capacity)
        #expect(Array(events.suffix(20)) == story.reversed())
    }

    @Test func textIsCutToItsLimit() {
        let long = String(repeating: "ü", count: 10_000)
        let event = NodeEvent(.reloadRefused, at: WallTime(milliseconds: 0), message: long, detail: long)
        #expect(event.message?.count == NodeEvent.textLimit)
        #expect(event.detail?.count == NodeEvent.textLimit)
        #expect(NodeEvent(.reloadRefused, at: WallTime(milliseconds: 0), message: "short").message == "short")
    }
}
