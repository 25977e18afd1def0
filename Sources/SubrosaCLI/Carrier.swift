/// What `subrosa exec` runs around its command: a whole node, or the edge of one.
protocol Carrier: Sendable {
    /// Until each peer has been tried once, or the time is up.
    func waitUntilReady(atMost limit: Duration) async
    /// Has the configuration read again, wherever that is.
    func reload() async
    /// Takes nothing new, gives what is under way its time, and ends.
    func drain() async throws
}
