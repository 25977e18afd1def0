/// Keeps a fault that happens again and again from filling the log: the first one is reported at once, its repetitions
/// are gathered and reported once an interval with their count. Bounded: at most ``keyLimit`` different faults are
/// told apart.
package struct RepeatFilter<Key: Hashable> {
    package static var keyLimit: Int { 256 }

    package enum Verdict: Equatable, Sendable {
        /// Report it; `suppressed` like it were not reported since the last time.
        case report(suppressed: UInt64)
        case suppress
    }

    private struct Entry {
        var reported: Instant
        var burst: Int
        var suppressed: UInt64
    }

    private let interval: Duration
    private let burst: Int
    private var entries: [Key: Entry] = [:]

    /// - Parameters:
    ///   - interval: After this long a repetition is reported again.
    ///   - burst: How many of a kind are reported within an interval before the rest is gathered.
    package init(interval: Duration, burst: Int = 1) {
        self.interval = interval
        self.burst = burst
    }

    package mutating func happened(_ key: Key, now: Instant) -> Verdict {
        guard var entry = entries[key] else {
            if entries.count >= Self.keyLimit { forgetOldest() }
            entries[key] = Entry(reported: now, burst: 1, suppressed: 0)
            return .report(suppressed: 0)
        }
        defer { entries[key] = entry }
        if now - entry.reported >= interval {
            let suppressed = entry.suppressed
            entry = Entry(reported: now, burst: 1, suppressed: 0)
            return .report(suppressed: suppressed)
        }
        if entry.burst < burst {
            entry.burst += 1
            return .report(suppressed: 0)
        }
        entry.suppressed += 1
        return .suppress
    }

    /// The fault is over: the next one is reported at once.
    package mutating func ended(_ key: Key) { entries[key] = nil }

    /// Removes what was gathered and is an interval old, so that it can be reported although nothing like it came again.
    package mutating func takeSuppressed(now: Instant) -> [(key: Key, suppressed: UInt64)] {
        let due = entries.filter { $0.value.suppressed > 0 && now - $0.value.reported >= interval }
        for key in due.keys { entries[key] = nil }
        return due.map { ($0.key, $0.value.suppressed) }
    }

    private mutating func forgetOldest() {
        guard let oldest = entries.min(by: { $0.value.reported < $1.value.reported }) else { return }
        entries[oldest.key] = nil
    }
}
