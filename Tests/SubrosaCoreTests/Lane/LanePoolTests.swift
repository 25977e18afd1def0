import SubrosaCore
import Testing

@Suite("Lane pool")
struct LanePoolTests {
    /// A pool whose link is up and whose spare, lane 1, is ready.
    private func readyPool() -> LanePool {
        var pool = LanePool()
        _ = pool.linkCameUp()
        _ = pool.laneReady(1)
        return pool
    }

    @Test func theFirstSpareIsDialledWhenTheLinkComesUp() {
        var pool = LanePool()
        #expect(pool.retryDue() == [])
        #expect(pool.linkCameUp() == [.dialLane])
        #expect(pool.linkCameUp() == [], "one is on its way already")
        #expect(pool.laneReady(1) == [])
    }

    @Test func aStreamTakesTheSpareAndTheNextSpareIsDialledALittleLater() {
        var pool = readyPool()
        #expect(pool.streamArrived(7) == [.assign(7, 1), .replaceSpareSoon])
        #expect(pool.spareDue() == [.dialLane])
    }

    @Test func noSpareIsDialledIfTheLaneIsFreeAgainByThen() {
        var pool = readyPool()
        _ = pool.streamArrived(7)
        _ = pool.laneFreed(1)
        #expect(pool.spareDue() == [])
    }

    @Test func aBurstDialsALaneForEachStreamAndASpareUpToTheLimitOfHandshakes() {
        var pool = readyPool()
        var dials = 0
        for stream in 0..<100 { dials += pool.streamArrived(stream).filter { $0 == .dialLane }.count }
        #expect(dials == LanePool.dialLimit)
        // Each lane that becomes ready takes the oldest waiting stream and lets the next dial begin.
        for lane in 2..<101 {
            let instructions = pool.laneReady(lane)
            #expect(instructions.first == .assign(lane - 1, lane))
            dials += instructions.filter { $0 == .dialLane }.count
        }
        #expect(dials == 100, "99 for the streams that the spare did not serve, and one spare")
        #expect(pool.laneReady(101) == [])
    }

    @Test func waitingStreamsAreServedInTheOrderInWhichTheyCame() {
        var pool = LanePool()
        _ = pool.linkCameUp()
        for stream in [30, 10, 20] { _ = pool.streamArrived(stream) }
        #expect(pool.laneReady(1).first == .assign(30, 1))
        #expect(pool.laneFreed(1).first == .assign(10, 1))
        #expect(pool.laneReady(2).first == .assign(20, 2))
    }

    @Test func aFreedLaneIsUsedAgain() {
        var pool = readyPool()
        for stream in 0..<50 {
            #expect(pool.streamArrived(stream).first == .assign(stream, 1))
            #expect(pool.laneFreed(1) == [])
        }
    }

    @Test func theMostRecentlyUsedLaneGoesFirstAndTheLeastRecentlyUsedIsTrimmed() {
        var pool = readyPool()
        _ = pool.laneReady(2)
        _ = pool.laneReady(3)
        #expect(pool.streamArrived(1).first == .assign(1, 3))
        _ = pool.laneFreed(3)
        #expect(pool.trimDue() == [.close(1), .close(2)])
        #expect(pool.trimDue() == [])
        #expect(pool.streamArrived(2).first == .assign(2, 3))
    }

    @Test func withoutALinkStreamsAreRefused() {
        var pool = LanePool()
        #expect(pool.streamArrived(1) == [.refuse(1, .linkDown)])
        pool = readyPool()
        _ = pool.linkWentDown()
        #expect(pool.streamArrived(2) == [.refuse(2, .linkDown)])
    }

    @Test func aLostLinkRefusesWhatWaitsAndClosesWhatIsIdle() {
        var pool = LanePool()
        _ = pool.linkCameUp()
        for stream in 1...3 { _ = pool.streamArrived(stream) }
        _ = pool.laneReady(1)
        #expect(pool.linkWentDown() == [.refuse(2, .linkDown), .refuse(3, .linkDown)])
        pool = readyPool()
        #expect(pool.linkWentDown() == [.close(1)])
        #expect(pool.linkWentDown() == [])
    }

    @Test func lanesThatBecomeReadyOrFreeWithoutALinkAreClosed() {
        var pool = readyPool()
        _ = pool.streamArrived(1)
        _ = pool.spareDue()
        _ = pool.linkWentDown()
        #expect(pool.laneReady(2) == [.close(2)])
        #expect(pool.laneFreed(1) == [.close(1)])
        #expect(pool.linkCameUp() == [.dialLane])
    }

    @Test func tooManyStreamsAreRefused() {
        var pool = LanePool()
        _ = pool.linkCameUp()
        let refusals = (0..<LanePool.streamLimit).flatMap { pool.streamArrived($0).filter(\.isRefusal) }
        #expect(refusals == [])
        #expect(pool.streamArrived(-1) == [.refuse(-1, .tooManyStreams)])
        #expect(pool.streamGaveUp(5) == true)
        let instructions = pool.streamArrived(-2)
        #expect(instructions.filter(\.isRefusal) == [])
        #expect(pool.streamArrived(-3) == [.refuse(-3, .tooManyStreams)])
    }

    @Test func aStreamThatGaveUpIsNotAssigned() {
        var pool = LanePool()
        _ = pool.linkCameUp()
        _ = pool.streamArrived(1)
        _ = pool.streamArrived(2)
        #expect(pool.streamGaveUp(1) == true)
        #expect(pool.streamGaveUp(1) == false)
        #expect(pool.laneReady(1).first == .assign(2, 1))
        #expect(pool.streamGaveUp(2) == false, "it has a lane")
    }

    @Test func aBrokenLaneIsReplaced() {
        var pool = readyPool()
        #expect(pool.laneBroke(1) == [.dialLane], "the spare")
        _ = pool.laneReady(2)
        _ = pool.streamArrived(1)
        _ = pool.spareDue()
        #expect(pool.laneBroke(2) == [], "it was busy, and the next spare is being dialled already")
    }

    @Test func aFailedDialIsTriedAgainWhenItIsDue() {
        var pool = LanePool()
        _ = pool.linkCameUp()
        pool.laneDialFailed()
        #expect(pool.retryDue() == [.dialLane])
        #expect(pool.retryDue() == [])
    }

    @Test func noMoreThanTheLimitStaysIdleAfterABurst() {
        var pool = LanePool()
        _ = pool.linkCameUp()
        let count = LanePool.idleLimit + 10
        for stream in 0..<count { _ = pool.streamArrived(stream) }
        for lane in 0..<count { _ = pool.laneReady(lane) }
        let closed = (0..<count).flatMap { pool.laneFreed($0) }
        #expect(closed == (LanePool.idleLimit..<count).map { .close($0) })
        #expect(pool.trimDue().count == LanePool.idleLimit - LanePool.spareCount)
    }
}

extension LanePool.Instruction {
    var isRefusal: Bool {
        if case .refuse = self { true } else { false }
    }
}
