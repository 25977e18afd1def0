/// What the canaries of the last minute say of the way to a peer and back. Those that are still waited for are not in it.
package struct CanaryFigures: Hashable, Sendable {
    package struct RoundTrip: Hashable, Sendable {
        package let minimum: Duration
        package let median: Duration
        package let maximum: Duration

        package init(minimum: Duration, median: Duration, maximum: Duration) {
            self.minimum = minimum
            self.median = median
            self.maximum = maximum
        }
    }

    /// Answered or lost.
    package var finished = 0
    package var lost = 0
    /// Of ``lost``, those after the last that came back: they may be loss, or the begin of an outage.
    package var lostSinceAnswer = 0
    /// Of ``finished``, the large ones.
    package var largeFinished = 0
    package var largeLost = 0
    /// Of the large ones none comes back any more.
    package var isLargeMute = false
    /// One was lost lately.
    package var isLosing = false
    /// Nothing at all comes back any more.
    package var isMute = false
    /// nil if none was answered.
    package var roundTrip: RoundTrip?

    package init() {}

    /// nil if there were none.
    package var lossPerMille: Int? { finished > 0 ? lost * 1_000 / finished : nil }
}
