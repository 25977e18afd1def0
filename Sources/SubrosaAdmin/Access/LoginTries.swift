import SubrosaCore

/// How often somebody from one place may try a password: ten times at once, then once a second. Pure. Remembers some
/// hundreds of places, those that tried most.
struct LoginTries {
    static let rate = TokenBucket.Rate(perSecond: 1, burst: 10)
    static let sourceLimit = 512

    private var buckets: [SourceNetwork: TokenBucket] = [:]

    /// - Returns: false if it is too early.
    mutating func take(_ source: SourceNetwork, now: Instant) -> Bool {
        if buckets[source] == nil, buckets.count >= Self.sourceLimit { makeRoom(now: now) }
        return buckets[source, default: TokenBucket()].take(Self.rate, now: now)
    }

    /// Places remembered.
    var sourceCount: Int { buckets.count }

    private mutating func makeRoom(now: Instant) {
        buckets = buckets.filter { !$0.value.isFull(now: now) }
        guard buckets.count >= Self.sourceLimit,
            let least = buckets.min(by: { $0.value.isLessSpent(than: $1.value) })?.key
        else { return }
        buckets[least] = nil
    }
}
