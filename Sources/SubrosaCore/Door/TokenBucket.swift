/// How often something may happen: so many times at once, and then so often a second. One instant is all its state (the
/// generic cell rate algorithm of ITU-T I.371).
struct TokenBucket: Equatable {
    struct Rate: Hashable, Sendable {
        let perSecond: Int
        let burst: Int

        fileprivate var interval: Duration { .nanoseconds(1_000_000_000 / Int64(perSecond)) }
        fileprivate var tolerance: Duration { interval * (burst - 1) }
    }

    private var spentUntil = Instant(nanoseconds: 0)

    func hasToken(_ rate: Rate, now: Instant) -> Bool { spentUntil - now <= rate.tolerance }

    /// - Returns: false if there is none.
    mutating func take(_ rate: Rate, now: Instant) -> Bool {
        guard hasToken(rate, now: now) else { return false }
        spentUntil = max(spentUntil, now) + rate.interval
        return true
    }

    /// Nothing is missing, so that a new one is as good.
    func isFull(now: Instant) -> Bool { spentUntil <= now }
}
