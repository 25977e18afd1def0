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
    /// It came from another program than the local Alertmanager.
    case foreignSource = "foreign_source"
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
    // Either way.
    /// The name at which the local Alertmanager listens stands for no address of this machine at this moment.
    case alertmanagerUnknown = "alertmanager_unknown"

    /// What happened, as a log line says it.
    package var message: String {
        switch self {
        case .linkDown: "the link to the peer is down"
        case .queueFull: "more was sent to the peer than the link takes; the oldest went"
        case .queueExpired: "it waited longer than memberlist waits for an answer"
        case .linkLost: "the link was lost while it waited"
        case .unconfirmed: "the link was lost before the peer confirmed it; it may have arrived"
        case .tooLarge: "it is longer than a frame carries"
        case .foreignSource: "another program than the local Alertmanager sent it to the peer's virtual address"
        case .receiveOverflow: "the kernel's buffer was full before Subrosa read it"
        case .sendQueueFull: "Alertmanager's socket takes no more"
        case .sendFailed: "the kernel refused to send it to Alertmanager"
        case .notBound: "the peer's virtual address is being bound again"
        case .alertmanagerOverflow: "the kernel's buffer was full before Alertmanager read it"
        case .alertmanagerUnknown: "it is not known at which address of this machine Alertmanager listens"
        }
    }

    /// What to do about it, as a log line says it.
    package var remedy: String {
        switch self {
        case .linkDown, .linkLost, .unconfirmed: "look at the lines about the link to this peer"
        case .queueFull, .queueExpired: "look at the bandwidth and the loss on the way to the peer"
        case .tooLarge: "look which program sends more than 65507 bytes at once; Alertmanager does not"
        case .foreignSource:
            "find out who sends there (err has the address); Alertmanager needs --cluster.listen-address as subrosa flags prints it"
        case .receiveOverflow: "give Subrosa more CPU time, or raise net.core.rmem_max"
        case .sendQueueFull, .alertmanagerOverflow: "look whether Alertmanager is frozen or overloaded"
        case .alertmanagerUnknown: "look at the line Alertmanager not found"
        case .sendFailed, .notBound: "look for firewall rules on the loopback interface"
        }
    }
}
