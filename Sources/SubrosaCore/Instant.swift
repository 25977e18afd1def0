/// A point on a monotonic clock, in nanoseconds since an arbitrary start. Machines get it as a parameter.
package struct Instant: Hashable, Sendable, Comparable {
    package let nanoseconds: UInt64

    package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(nanoseconds: instant.nanoseconds &+ UInt64(duration.nanoseconds))
    }

    /// The time from an earlier instant to a later one; zero if `right` is the later one.
    package static func - (left: Instant, right: Instant) -> Duration {
        left > right ? .nanoseconds(Int64(left.nanoseconds - right.nanoseconds)) : .zero
    }
}

extension Duration {
    /// Whole nanoseconds, never negative; longer than 292 years is out of reach here.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
