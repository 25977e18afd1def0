import SubrosaCore

/// Something that happened, in a ``StatusDocument``.
package struct EventDocument: Hashable, Sendable, Codable {
    /// The raw value of a ``NodeEvent/Kind``.
    package let kind: String
    package let time: String
    package let count: UInt64
    package let peer: String?
    package let direction: String?
    package let address: String?
    package let reason: String?
    package let message: String?
    package let detail: String?

    init(_ event: NodeEvent) {
        kind = event.kind.rawValue
        time = TimestampText.text(event.time)
        count = event.count
        peer = event.peer?.text
        direction = event.direction?.rawValue
        address = event.address
        reason = event.reason
        message = event.message
        detail = event.detail
    }

    /// What happened, in words: `link to am-2 down`.
    package var what: String {
        let link = "link \(direction == PeerCounters.Direction.inbound.rawValue ? "from" : "to") \(peer ?? "a peer")"
        let from = [peer, address].compactMap { $0 }.joined(separator: ", ")
        return switch NodeEvent.Kind(rawValue: kind) {
        case .linkUp: "\(link) up"
        case .linkRenewed: "\(link) renewed"
        case .linkDown: "\(link) down"
        case .peerRefused: from.isEmpty ? "peer refused" : "peer refused: \(from)"
        case .reloaded: "reloaded"
        case .reloadRefused: "reload refused"
        case .edgeAttached: "edge attached"
        case .edgeLost: "edge lost"
        case .expiresSoon: "ends soon"
        case .expired: "has ended"
        case nil: kind
        }
    }

    /// Why, as far as it is known: `silent: nothing was heard from the peer for 3 s (detail)`.
    package var why: String {
        let cause = [reason, message].compactMap { $0 }.joined(separator: ": ")
        guard let detail else { return cause }
        return cause.isEmpty ? detail : "\(cause) (\(detail))"
    }
}
