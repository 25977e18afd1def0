import SubrosaCore
import Testing

@Suite("Renewal of lanes")
struct LanePoolRenewalTests {
    /// One idle lane, number 1, and as many busy ones behind it.
    private func pool(busy: Int = 0) -> LanePool {
        var pool = LanePool()
        _ = pool.linkCameUp()
        for lane in 0..<busy {
            _ = pool.laneReady(10 + lane)
            _ = pool.streamArrived(100 + lane)
            _ = pool.spareDue()
        }
        _ = pool.laneReady(1)
        return pool
    }

    @Test func anIdleLaneStaysUntilTheNewOneIsThere() {
        var pool = pool()
        #expect(pool.renewed() == [.dialLane])
        #expect(pool.laneReady(2) == [.close(1)])
        #expect(pool.streamArrived(7) == [.assign(7, 2), .replaceSpareSoon])
    }

    @Test func aStreamMeanwhileTakesTheOldLaneWhichIsNotKeptAfterwards() {
        var pool = pool()
        _ = pool.renewed()
        #expect(pool.streamArrived(7) == [.assign(7, 1)])
        #expect(pool.laneReady(2) == [])
        #expect(pool.laneFreed(1) == [.close(1)])
    }

    @Test func aBusyLaneIsClosedWhenItsStreamHasEnded() {
        var pool = pool(busy: 2)
        _ = pool.renewed()
        _ = pool.laneReady(2)
        #expect(pool.laneFreed(10) == [.close(10)])
        #expect(pool.laneFreed(11) == [.close(11)])
        #expect(pool.trimDue() == [], "only the new one is left")
    }

    @Test func anOldLaneIsReplacedEvenIfTheFirstDialFails() {
        var pool = pool()
        _ = pool.renewed()
        pool.laneDialFailed()
        #expect(pool.retryDue() == [.dialLane])
        #expect(pool.laneReady(2) == [.close(1)])
    }

    @Test func aLaneThatWasDialledBeforeTheRenewalIsDialledAgain() {
        var pool = LanePool()
        #expect(pool.linkCameUp() == [.dialLane])
        #expect(pool.renewed() == [], "the one under way is counted")
        #expect(pool.laneCameTooLate() == [.dialLane])
    }
}
