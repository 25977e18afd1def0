import SubrosaCore
import Testing

/// A driver of ``LanePool`` that keeps its own books and objects to everything that should never happen.
struct LanePoolWorld {
    private(set) var pool = LanePool()
    private(set) var isUp = false
    private(set) var dialling = 0
    private(set) var retriesDue = 0
    private(set) var waiting: [Int] = []
    private(set) var idle: Set<Int> = []
    private(set) var busy: Set<Int> = []
    /// Every stream that was assigned, refused or gave up.
    private(set) var settled: Set<Int> = []
    private(set) var streamCount = 0
    private var laneCount = 0

    mutating func linkUp() {
        isUp = true
        obey(pool.linkCameUp())
    }

    mutating func linkDown() {
        isUp = false
        obey(pool.linkWentDown())
        #expect(waiting.isEmpty && idle.isEmpty)
        // As the driver does: whatever is busy is reset and reported.
        for lane in busy { laneBreaks(lane) }
    }

    mutating func streamArrives() {
        streamCount += 1
        waiting.append(streamCount)
        obey(pool.streamArrived(streamCount))
    }

    mutating func streamGivesUp(_ stream: Int) {
        let waited = waiting.contains(stream)
        #expect(pool.streamGaveUp(stream) == waited)
        if waited { settle(stream) }
    }

    mutating func dialEnds(well: Bool) {
        guard dialling > 0 else { return }
        dialling -= 1
        guard well else {
            pool.laneDialFailed()
            retriesDue += 1
            return
        }
        laneCount += 1
        idle.insert(laneCount)
        obey(pool.laneReady(laneCount))
    }

    mutating func retryIsDue() {
        guard retriesDue > 0 else { return }
        retriesDue -= 1
        obey(pool.retryDue())
    }

    mutating func laneIsFreed(_ lane: Int) {
        busy.remove(lane)
        idle.insert(lane)
        obey(pool.laneFreed(lane))
    }

    mutating func laneBreaks(_ lane: Int) {
        busy.remove(lane)
        idle.remove(lane)
        obey(pool.laneBroke(lane))
    }

    mutating func trim() {
        obey(pool.trimDue())
        #expect(idle.count <= LanePool.spareCount)
    }

    private mutating func settle(_ stream: Int) {
        #expect(settled.insert(stream).inserted, "stream \(stream) was settled twice")
        waiting.removeAll { $0 == stream }
    }

    private mutating func obey(_ instructions: [LanePool.Instruction]) {
        for instruction in instructions {
            switch instruction {
            case .dialLane: dialling += 1
            case .assign(let stream, let lane):
                #expect(isUp)
                #expect(stream == waiting.first, "first come, first served")
                #expect(idle.remove(lane) != nil, "lane \(lane) is not idle")
                busy.insert(lane)
                settle(stream)
            case .refuse(let stream, _):
                #expect(waiting.contains(stream))
                settle(stream)
            case .close(let lane): #expect(idle.remove(lane) != nil, "lane \(lane) is not idle")
            }
        }
        #expect(dialling <= LanePool.dialLimit)
        #expect(idle.count <= LanePool.idleLimit + LanePool.dialLimit)
        #expect(busy.count + waiting.count <= LanePool.streamLimit)
        #expect(waiting.isEmpty || idle.isEmpty, "a stream waits although a lane is idle")
        // Nobody waits for nothing: a stream that waits has a dial or a retry coming.
        #expect(waiting.isEmpty || dialling + retriesDue + busy.count > 0)
    }
}
