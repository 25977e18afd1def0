import Testing

@testable import SubrosaCore

@Suite("Copies")
struct CopyQueueTests {
    private static func at(_ milliseconds: UInt64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }

    @Test func eachDatagramIsCopiedThreeTimesASpaceApart() {
        var queue = CopyQueue<String>()
        queue.add(1, "a", now: Self.at(0))
        queue.add(2, "b", now: Self.at(10))
        var sent: [(UInt64, UInt64)] = []
        for time in stride(from: 0, through: 400, by: 10) as StrideThrough<UInt64> {
            for copy in queue.takeDue(now: Self.at(time)) { sent.append((copy.number, time)) }
        }
        #expect(sent.map(\.0) == [1, 2, 1, 2, 1, 2])
        #expect(sent.map(\.1) == [70, 80, 170, 180, 300, 310])
        #expect(queue.nextDue == nil)
    }

    @Test func itSaysWhenTheNextIsDue() {
        var queue = CopyQueue<String>()
        #expect(queue.nextDue == nil)
        queue.add(1, "a", now: Self.at(0))
        #expect(queue.nextDue == Self.at(70))
        _ = queue.takeDue(now: Self.at(70))
        queue.add(2, "b", now: Self.at(150))
        #expect(queue.nextDue == Self.at(170))
    }

    @Test func atTheEndEachThatWaitsIsNamedOnce() {
        var queue = CopyQueue<String>()
        queue.add(1, "a", now: Self.at(0))
        _ = queue.takeDue(now: Self.at(300))
        queue.add(2, "b", now: Self.at(300))
        _ = queue.takeDue(now: Self.at(480))
        queue.add(3, "c", now: Self.at(480))
        #expect(queue.removeAll().map(\.number) == [2, 3])
        #expect(queue.nextDue == nil)
    }

    @Test func theLastCopyArrivesInsideMemberlistsProbeTimeoutOverTheSlowestUsualPath() throws {
        let last = try #require(CopyQueue<String>.offsets.max())
        #expect(last + .milliseconds(150) < DatagramOutbox<String>.defaultAgeLimit)
    }
}
