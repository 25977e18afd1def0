/// The types of the exposition format that Subrosa uses.
package enum MetricType: String, Hashable, Sendable {
    /// Only grows, from 0 at the start of the process.
    case counter
    case gauge
    /// Cumulative buckets, with their sum and count.
    case histogram
}
