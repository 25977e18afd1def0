import NIOCore

/// What somebody who connects to the admin pages may take.
enum AdminLimits {
    static let connections = 64
    /// A request, head and body.
    static let requestBytes = 8_192
    /// Bytes read at a time; with the above, what a connection can make the process keep.
    static let readBytes = 8_192
    /// From the first byte of a request until its answer has been taken.
    static let request = TimeAmount.seconds(10)
    /// Between two requests: longer than a Prometheus waits between scrapes, as a rule.
    static let idle = TimeAmount.seconds(75)
    /// For the other side to take the answer to a request that is refused unread.
    static let farewell = TimeAmount.seconds(1)
}
