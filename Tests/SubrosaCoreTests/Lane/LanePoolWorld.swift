import SubrosaCore

/// A driver of ``LanePool`` that keeps its own books and objects to everything that should never happen.
struct LanePoolWorld {
    private(set) var pool = LanePool()
    private(set) var isUp = false
    private(set) var dialling = 0
    private(set) var retriesDue = 0
    private(set) var sparesDue = 0
    private(set) var waiting: [Int] = []
    private(set) var idle: Set<Int> = []
    private(set) var busy: Set<Int> = []
    /// Every stream that was assigned, refused or gave up.
    private(set) var settled: Set<Int> = []
    private(set) var streamCount = 0
    private var laneCount = 0
    /// What happened that never should. Gathered, since expecting each by itself is slow.
    private(set) var wrong: [String] = []

    mutating func linkUp() {
        isUp = true
        obey(pool.linkCameUp())
    }

    mutating func linkDown() {
        isUp = false
        obey(pool.linkWentDown())
        check(waiting.isEmpty && idle.isEmpty, "a lost link leaves nothing waiting or idle")
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
        check(pool.streamGaveUp(stream) == waited, "only a waiting stream gives up")
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

    mutating func spareIsDue() {
        guard sparesDue > 0 else { return }
        sparesDue -= 1
        obey(pool.spareDue())
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
        check(idle.count <= LanePool.spareCount, "more than the spare is left")
    }

    private mutating func check(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds { wrong.append(what()) }
    }

    private mutating func settle(_ stream: Int) {
        check(settled.insert(stream).inserted, "stream \(stream) was settled twice")
        waiting.removeAll { $0 == stream }
    }

    private mutating func obey(_ instructions: [LanePool.Instruction]) {
        for instruction in instructions {
            switch instruction {
            case .dialLane: dialling += 1
            case .replaceSpareSoon: sparesDue += 1
            case .assign(let stream, let lane):
                check(isUp, "assigned without a link")
                check(stream == waiting.first, "first come, first served")
                check(idle.remove(lane) != nil, "lane \(lane) is not idle")
                busy.insert(lane)
                settle(stream)
            case .refuse(let stream, _):
                check(waiting.contains(stream), "stream \(stream) was not waiting")
                settle(stream)
            case .close(let lane): check(idle.remove(lane) != nil, "lane \(lane) is not idle")
            }
        }
        check(dialling <= LanePool.dialLimit, "too many dials")
        check(idle.count <= LanePool.idleLimit + LanePool.dialLimit, "too many idle lanes")
        check(busy.count + waiting.count <= LanePool.streamLimit, "too many streams")
        check(waiting.isEmpty || idle.isEmpty, "a stream waits although a lane is idle")
        check(waiting.isEmpty || dialling + retriesDue + busy.count > 0, "a stream waits for nothing")
    }
}
