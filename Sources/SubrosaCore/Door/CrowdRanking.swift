/// Which source holds most places, found without looking at all of them: a flood comes exactly when there are many.
struct CrowdRanking {
    private struct Mark {
        let level: Int
        let stamp: UInt64
    }

    private struct Entry {
        let source: SourceNetwork
        let stamp: UInt64
    }

    private struct Level {
        var queue = StaleQueue<Entry>()
        var alive = 0
    }

    private var marks: [SourceNetwork: Mark] = [:]
    private var levels: [Level] = [Level()]
    private var highest = 0
    private var stamp: UInt64 = 0

    var isEmpty: Bool { marks.isEmpty }

    /// - Parameter count: how many places the source holds now; 0 takes it off the list.
    mutating func set(_ source: SourceNetwork, to count: Int) {
        let before = marks[source]
        guard before?.level ?? 0 != count else { return }
        if let before { levels[before.level].alive -= 1 }
        guard count > 0 else {
            marks[source] = nil
            return
        }
        while levels.count <= count { levels.append(Level()) }
        stamp += 1
        marks[source] = Mark(level: count, stamp: stamp)
        levels[count].alive += 1
        let marks = self.marks
        levels[count].queue.append(Entry(source: source, stamp: stamp), alive: levels[count].alive) {
            marks[$0.source]?.stamp == $0.stamp
        }
        highest = max(highest, count)
    }

    /// The source with most places; of several, the one that has had so many for longest.
    mutating func top() -> SourceNetwork? {
        while highest > 0, levels[highest].alive == 0 { highest -= 1 }
        guard highest > 0 else { return nil }
        let marks = self.marks
        return levels[highest].queue.first { marks[$0.source]?.stamp == $0.stamp }?.source
    }
}
