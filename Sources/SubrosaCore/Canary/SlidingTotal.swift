/// How much a count has grown within the last minute.
package struct SlidingTotal: Sendable {
    private static let window = Duration.seconds(60)
    private static let step = Duration.seconds(5)

    /// Oldest first; the first is from before the window, once there is one.
    private var marks: [(time: Instant, total: UInt64)] = []
    private var latest: UInt64 = 0

    package init() {}

    package mutating func note(_ total: UInt64, now: Instant) {
        latest = total
        if let last = marks.last, now - last.time < Self.step { return }
        marks.append((now, total))
        while marks.count > 1, now - marks[1].time >= Self.window { marks.removeFirst() }
    }

    /// Up to a minute and a few seconds.
    package var growth: UInt64 { latest - min(latest, marks.first?.total ?? latest) }
}
