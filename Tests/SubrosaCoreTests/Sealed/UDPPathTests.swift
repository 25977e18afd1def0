import Testing

@testable import SubrosaCore

@Suite("The UDP path")
struct UDPPathTests {
    private static func at(_ milliseconds: UInt64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    @Test func itIsProbedOnceASecond() {
        var path = UDPPath(now: Self.at(0))
        #expect(path.ticked(now: Self.at(0)) == 1)
        #expect(path.ticked(now: Self.at(500)) == nil)
        #expect(path.ticked(now: Self.at(1_000)) == 2)
        #expect(path.ticked(now: Self.at(1_900)) == nil)
    }

    @Test func itIsOpenOnceAProbeHasArrived() {
        var path = UDPPath(now: Self.at(0))
        #expect(!path.isOpen)
        _ = path.ticked(now: Self.at(0))
        path.arrived(1, now: Self.at(80))
        #expect(path.isOpen)
    }

    @Test func aProbeThatWasNeverSentProvesNothing() {
        var path = UDPPath(now: Self.at(0))
        path.arrived(1, now: Self.at(10))
        _ = path.ticked(now: Self.at(20))
        path.arrived(2, now: Self.at(30))
        path.arrived(0, now: Self.at(30))
        #expect(!path.isOpen)
    }

    @Test func itIsClosedAfterFiveSecondsWithoutAProbeAndOpenAgainWithTheNext() {
        var path = UDPPath(now: Self.at(0))
        _ = path.ticked(now: Self.at(0))
        path.arrived(1, now: Self.at(50))
        for second in 1...5 as ClosedRange<UInt64> { _ = path.ticked(now: Self.at(second * 1_000)) }
        #expect(path.isOpen, "4.95 s")
        _ = path.ticked(now: Self.at(5_500))
        #expect(!path.isOpen && path.isClosed)
        _ = path.ticked(now: Self.at(6_500))
        path.arrived(3, now: Self.at(6_600))
        #expect(path.isOpen && !path.isClosed)
    }

    @Test func oneThatWasNeverOpenIsClosedAfterFiveSeconds() {
        var path = UDPPath(now: Self.at(0))
        _ = path.ticked(now: Self.at(4_900))
        #expect(!path.isClosed)
        _ = path.ticked(now: Self.at(5_900))
        #expect(path.isClosed)
    }
}
