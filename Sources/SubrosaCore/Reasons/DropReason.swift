/// Why a datagram was not delivered. Closed: logs, metrics and documentation share the raw value as `reason`.
package enum DropReason: String, Hashable, Sendable, CaseIterable {
    // Outbound: from the local Alertmanager towards a peer.
    /// There is no link to the peer.
    case linkDown = "link_down"
    /// The peer's queue was full; the oldest went.
    case queueFull = "queue_full"
    /// It waited longer than memberlist waits for an answer.
    case queueExpired = "queue_expired"
    /// It was queued or being written when the link was lost.
    case linkLost = "link_lost"
    /// It was written to a link that was lost before the peer confirmed it; it may have arrived.
    case unconfirmed = "unconfirmed"
    /// It is longer than a frame carries (only possible over IPv6).
    case tooLarge = "too_large"
    /// The kernel dropped it because Subrosa did not read its socket fast enough.
    case receiveOverflow = "receive_overflow"
    // Inbound: from a peer towards the local Alertmanager.
    /// The socket towards Alertmanager takes no more.
    case sendQueueFull = "send_queue_full"
    /// The kernel refused to send it to Alertmanager.
    case sendFailed = "send_failed"
    /// The peer's virtual address is not bound at this moment.
    case notBound = "not_bound"
    /// The kernel dropped it because Alertmanager did not read its socket fast enough.
    case alertmanagerOverflow = "alertmanager_overflow"
}
