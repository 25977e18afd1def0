/// What the clock of a peer's machine said, beside this one's.
package struct ClockReading: Hashable, Sendable {
    /// Seconds by which it is ahead of this machine's; negative if behind.
    package let ahead: Double
    /// Who told, e.g. `its Subrosa's status`.
    package let source: String

    package init(ahead: Double, source: String) {
        self.ahead = ahead
        self.source = source
    }
}
