import SubrosaCore

/// Datagrams that the running node dropped while it was looked at.
struct DatagramLoss: Hashable {
    /// Fewer may be chance.
    private static let fewest: UInt64 = 3

    /// Where the reason lies.
    enum Place: Hashable { case wayToPeer, thisMachine }

    let count: UInt64
    /// Why most of them were dropped.
    let reason: DropReason

    /// - Parameters:
    ///   - place: reasons that lie elsewhere do not count.
    ///   - dropped: by reason, as a status has them.
    /// - Returns: nil if there were few. What was dropped because a link, the other half or Alertmanager is not there does
    ///   not count: that has its own findings.
    init?(_ place: Place, dropped: [[String: UInt64]]) {
        var counts: [DropReason: UInt64] = [:]
        for (word, count) in dropped.joined() {
            guard let reason = DropReason(rawValue: word), Self.place(of: reason) == place else { continue }
            counts[reason, default: 0] &+= count
        }
        let sum = counts.values.reduce(0, &+)
        guard sum >= Self.fewest,
            let most = counts.max(by: { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) })
        else { return nil }
        count = sum
        reason = most.key
    }

    private static func place(of reason: DropReason) -> Place? {
        switch reason {
        case .queueFull, .queueExpired, .lostOnTheWay: .wayToPeer
        case .tooLarge, .foreignSource, .receiveOverflow, .sendQueueFull, .sendFailed, .notBound,
            .alertmanagerOverflow, .splitQueueFull:
            .thisMachine
        case .linkDown, .linkLost, .unconfirmed, .hostDown, .edgeDown, .splitLost, .alertmanagerUnknown: nil
        }
    }
}
