import FoundationEssentials
import SubrosaCore

/// Times as RFC 3339 has them, in UTC and whole seconds: `2026-11-23T09:52:00Z`.
package enum TimestampText {
    package static func text(_ time: WallTime) -> String {
        let seconds = (Double(time.milliseconds) / 1_000).rounded(.down)
        return Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }

    /// - Returns: nil if `text` is no such time.
    package static func time(_ text: String) -> WallTime? {
        guard let date = try? Date(text, strategy: .iso8601),
            let seconds = Int64(exactly: date.timeIntervalSince1970.rounded(.down)), seconds.magnitude < 1 << 50
        else { return nil }
        return WallTime(milliseconds: seconds * 1_000)
    }
}
