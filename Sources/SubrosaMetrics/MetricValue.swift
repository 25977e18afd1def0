import SubrosaCore

/// A number as the exposition format writes it.
package enum MetricValue: Hashable, Sendable, CustomStringConvertible {
    case count(UInt64)
    /// 1 or 0.
    case flag(Bool)
    /// Seconds since 1970, UTC.
    case time(WallTime)
    /// Seconds.
    case seconds(Double)
    /// NaN: comparing it with anything gives nothing, so no alert fires on it.
    case unknown

    package var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .flag(let flag): flag ? "1" : "0"
        case .time(let time): Self.text(time)
        case .seconds(let seconds): "\(seconds)"
        case .unknown: "NaN"
        }
    }

    /// Whole milliseconds are exact in decimals and not in binary, so they never become a `Double`.
    private static func text(_ time: WallTime) -> String {
        let (seconds, rest) = time.milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        let sign = time.milliseconds < 0 ? "-" : ""
        guard rest > 0 else { return "\(sign)\(seconds)" }
        let digits = "\(1_000 + rest)".dropFirst()
        return "\(sign)\(seconds).\(digits)"
    }
}
