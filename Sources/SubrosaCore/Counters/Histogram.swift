/// How long something took, again and again: counts in fixed buckets and the sum of all, as a Prometheus histogram has
/// them (https://prometheus.io/docs/concepts/metric_types/#histogram). Pure; takes the same memory however much it has
/// seen.
package struct Histogram: Hashable, Sendable {
    /// The upper ends of the buckets, ascending and inclusive; what took longer than the last is in one bucket more.
    package let bounds: [Duration]
    /// For each bucket by itself, one more than ``bounds``.
    package private(set) var counts: [UInt64]
    /// Of all that was observed.
    package private(set) var sum = Duration.zero

    /// - Parameter bounds: ascending.
    package init(bounds: [Duration]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    package var count: UInt64 { counts.reduce(0, +) }

    package mutating func observe(_ duration: Duration) {
        counts[bounds.firstIndex { duration <= $0 } ?? bounds.count] += 1
        sum += duration
    }
}

extension Histogram {
    /// From two machines side by side to a link that is about to be given up as silent.
    package static let roundTripBounds: [Duration] = [
        .microseconds(250), .microseconds(500), .milliseconds(1), .microseconds(2_500), .milliseconds(5),
        .milliseconds(10), .milliseconds(25), .milliseconds(50), .milliseconds(100), .milliseconds(250),
        .milliseconds(500), .seconds(1), .milliseconds(2_500),
    ]

    /// An empty one, for round trips of heartbeats.
    package static var roundTrips: Histogram { Histogram(bounds: roundTripBounds) }
}
