import FoundationEssentials

/// Dates as logs and pages show them.
package enum TimeText {
    /// `2026-11-23T09:52:00Z`, always in UTC.
    package static func utc(_ date: Date) -> String { date.formatted(.iso8601) }
}
