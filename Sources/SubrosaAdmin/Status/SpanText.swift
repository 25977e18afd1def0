import SubrosaCore

/// Lengths of time for people: `23 d 4 h`, `4 h 12 min`, `3 min`, `20 s`.
package enum SpanText {
    package static func text(seconds: Int64) -> String {
        let seconds = max(0, seconds)
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
        return if days > 0 {
            "\(days) d \(hours) h"
        } else if hours > 0 {
            "\(hours) h \(minutes) min"
        } else if minutes > 0 {
            "\(minutes) min"
        } else {
            "\(seconds) s"
        }
    }

    /// How long something has been so.
    package static func ago(_ now: WallTime, since start: WallTime) -> String { text(seconds: distance(start, now)) }

    /// How long something still lasts: `23 d 4 h`, or `ended 3 min ago`.
    package static func left(_ now: WallTime, until end: WallTime) -> String {
        end < now ? "ended \(text(seconds: distance(end, now))) ago" : text(seconds: distance(now, end))
    }

    private static func distance(_ from: WallTime, _ to: WallTime) -> Int64 {
        // What came over HTTP may be any number.
        let (difference, overflow) = to.milliseconds.subtractingReportingOverflow(from.milliseconds)
        return overflow ? 0 : difference / 1_000
    }
}
