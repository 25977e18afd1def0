/// How long to wait before the next dial: doubling from 50 ms, capped at 1 s, and spread by jitter so that a cluster
/// that restarts at once does not dial in step.
///
/// The cap keeps recovery well inside memberlist's suspicion timeout of 4 s (memberlist/suspicion.go).
package struct Backoff: Equatable, Sendable {
    package static let first = Duration.milliseconds(50)
    package static let cap = Duration.seconds(1)

    private var failures = 0

    package init() {}

    /// The wait after one more failure.
    ///
    /// - Parameter jitter: evenly distributed in 0..<1; the wait lies between half and the whole of the step.
    package mutating func next(jitter: Double) -> Duration {
        let step = min(Self.cap, Self.first * (1 << min(failures, 10)))
        failures += 1
        return step * (0.5 + min(max(jitter, 0), 1) / 2)
    }

    package mutating func reset() { failures = 0 }
}
