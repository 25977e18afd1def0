/// What came of reading the configuration and its files again.
package struct ReloadStatus: Hashable, Sendable {
    /// Whether the last one was taken over; true before the first.
    package var wasLastSuccessful = true
    /// When what is in force was read.
    package var lastSuccess: WallTime
    package var lastFailure: WallTime?
    /// Why the last one was not taken over, a line each; empty if it was.
    package var problems: [String] = []
    package var successCount: UInt64 = 0
    package var failureCount: UInt64 = 0

    package init(lastSuccess: WallTime) { self.lastSuccess = lastSuccess }
}
