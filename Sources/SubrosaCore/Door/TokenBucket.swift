/// How often something may happen: so many times at once, and then so often a second. One instant is all its state (the
/// generic cell rate algorithm of ITU-T I.371).
package struct TokenBucket: Equatable {
    package struct Rate: Hashable, Sendable {
        package let perSecond: Int
        package let burst: Int

        package init(perSecond: Int, burst: Int) {
            self.perSecond = perSecond
            self.burst = burst
        }

        fileprivate var interval: Duration { .nanoseconds(1_000_000_000 / Int64(perSecond)) }
        fileprivate var tolerance: Duration { interval * (burst - 1) }
    }

    private var spentUntil = Instant(nanoseconds: 0)

    package init() {}

    package func hasToken(_ rate: Rate, now: Instant) -> Bool { spentUntil - now <= rate.tolerance }

    /// - Returns: false if there is none.
    package mutating func take(_ rate: Rate, now: Instant) -> Bool {
        guard hasToken(rate, now: now) else { return false }
        spentUntil = max(spentUntil, now) + rate.interval
        return true
    }

    /// Whether less of it is spent than of the other.
    package func isLessSpent(than other: TokenBucket) -> Bool { spentUntil < other.spentUntil }

    /// Nothing is missing, so that a new one is as good.
    package func isFull(now: Instant) -> Bool { spentUntil <= now }
}
