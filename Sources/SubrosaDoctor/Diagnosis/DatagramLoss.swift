import SubrosaCore

/// More loss of datagrams than is usual, in one direction with one peer.
struct DatagramLoss: Hashable {
    /// Fewer are no statistics.
    private static let fewest: UInt64 = 10

    let count: UInt64
    let total: UInt64
    /// Why most of them were dropped.
    let reason: DropReason

    /// - Parameters:
    ///   - carried: datagrams that were not dropped.
    ///   - dropped: by reason, as a status has them.
    /// - Returns: nil if it is at most one in a hundred. What was dropped because a link was down or lost does not count:
    ///   the link has its own findings, and what is over is over.
    init?(carried: UInt64, dropped: [String: UInt64]) {
        let counted = dropped.compactMap { word, count -> (reason: DropReason, count: UInt64)? in
            guard let reason = DropReason(rawValue: word), Self.isOfTheMachine(reason) else { return nil }
            return (reason, count)
        }
        let sum = counted.reduce(UInt64(0)) { $0 &+ $1.count }
        guard sum >= Self.fewest, sum > (carried &+ sum) / 100,
            let most = counted.max(by: { ($0.count, $1.reason.rawValue) < ($1.count, $0.reason.rawValue) })
        else { return nil }
        count = sum
        total = carried &+ sum
        reason = most.reason
    }

    private static func isOfTheMachine(_ reason: DropReason) -> Bool {
        switch reason {
        case .queueFull, .queueExpired, .tooLarge, .foreignSource, .receiveOverflow, .sendQueueFull, .sendFailed,
            .notBound, .alertmanagerOverflow, .splitQueueFull:
            true
        case .linkDown, .linkLost, .unconfirmed, .hostDown, .edgeDown, .splitLost, .alertmanagerUnknown: false
        }
    }
}
