/// What waits for one peer's link at one moment.
package struct QueueStatus: Hashable, Sendable {
    /// Datagrams.
    package let count: Int
    /// As counted against ``DatagramOutbox/defaultByteLimit``.
    package let bytes: Int
    /// How long the oldest has waited; zero if there is none.
    package let oldestAge: Duration

    package static let empty = QueueStatus(count: 0, bytes: 0, oldestAge: .zero)

    package init(count: Int, bytes: Int, oldestAge: Duration) {
        self.count = count
        self.bytes = bytes
        self.oldestAge = oldestAge
    }
}
