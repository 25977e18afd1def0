import Testing

@testable import SubrosaCore

@Suite("The way of a datagram")
struct HedgePlanTests {
    private static let now = Instant(nanoseconds: 1_000_000_000_000)

    private static func way(_ mode: DatagramMode, isSealable: Bool = true, isLinkFree: Bool = true) -> HedgePlan.Way {
        var plan = HedgePlan(mode)
        return plan.way(isSealable: isSealable, isLinkFree: isLinkFree, now: now)
    }

    @Test func hedgedGoesBothWays() { #expect(Self.way(.hedged) == .both) }

    @Test func hedgedOnABusyLinkGoesOverUDPWithItsCopies() {
        #expect(Self.way(.hedged, isLinkFree: false) == .sealed(withCopies: true))
    }

    @Test func udpGoesOverUDPOnce() {
        #expect(Self.way(.udp) == .sealed(withCopies: false))
        #expect(Self.way(.udp, isLinkFree: false) == .sealed(withCopies: false))
    }

    @Test(arguments: DatagramMode.allCases)
    func whatCannotBeSealedTakesTheLink(mode: DatagramMode) {
        #expect(Self.way(mode, isSealable: false) == .link)
        #expect(Self.way(mode, isSealable: false, isLinkFree: false) == .link)
    }

    @Test func tlsTakesTheLink() { #expect(Self.way(.tls) == .link) }

    @Test func aboveTheRateOfGossipHedgedGoesOneWay() {
        var plan = HedgePlan(.hedged)
        for _ in 0..<HedgePlan.rate.burst {
            #expect(plan.way(isSealable: true, isLinkFree: true, now: Self.now) == .both)
        }
        #expect(plan.way(isSealable: true, isLinkFree: true, now: Self.now) == .link)
        #expect(plan.way(isSealable: true, isLinkFree: false, now: Self.now) == .sealed(withCopies: false))
        let later = Self.now + .milliseconds(20)
        #expect(plan.way(isSealable: true, isLinkFree: true, now: later) == .both)
        #expect(plan.way(isSealable: true, isLinkFree: true, now: later) == .link)
    }

    @Test func aKeyIsReplacedByTimeAndByCount() {
        let life = KeyLife(now: Self.now)
        #expect(!life.isOver(packets: KeyLife.mostPackets - 1, now: Self.now))
        #expect(life.isOver(packets: KeyLife.mostPackets, now: Self.now))
        #expect(!life.isOver(packets: 0, now: Self.now + (KeyLife.longest - .nanoseconds(1))))
        #expect(life.isOver(packets: 0, now: Self.now + KeyLife.longest))
    }
}
