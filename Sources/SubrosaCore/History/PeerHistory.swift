/// What was measured of the way to one peer, over the last half hour: one sample for each ``interval``, for the picture
/// of it. Bounded.
package struct PeerHistory: Hashable, Sendable {
    /// What was measured in one interval; what was not measured is nil.
    package struct Sample: Hashable, Sendable {
        /// There and back, in microseconds.
        package let roundTrip: UInt32?
        /// The share that was lost, from 0 to 1.
        package let loss: Double?

        package init(roundTrip: UInt32?, loss: Double?) {
            self.roundTrip = roundTrip
            self.loss = loss
        }
    }

    package static let interval = Duration.seconds(10)
    /// Half an hour of them.
    package static let capacity = 180

    /// A ring once it is full; ``next`` is then the oldest.
    private var ring: [Sample] = []
    private var next = 0

    package init() {}

    package mutating func add(_ sample: Sample) {
        if ring.count < Self.capacity {
            ring.append(sample)
        } else {
            ring[next] = sample
            next = (next + 1) % Self.capacity
        }
    }

    /// Oldest first, as far back as there are any.
    package var samples: [Sample] { Array(ring[next...] + ring[..<next]) }
}
