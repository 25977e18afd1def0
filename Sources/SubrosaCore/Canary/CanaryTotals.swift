/// Counts of canaries to one peer since the start.
package struct CanaryTotals: Hashable, Sendable {
    package var sent: UInt64 = 0
    package var answered: UInt64 = 0
    package var roundTrips = Histogram.roundTrips

    package init() {}
}
