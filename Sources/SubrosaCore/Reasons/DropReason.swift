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
    /// The host half, which holds the links, is not there.
    case hostDown = "host_down"
    // Inbound: from a peer towards the local Alertmanager.
    /// The socket towards Alertmanager takes no more.
    case sendQueueFull = "send_queue_full"
    /// The kernel refused to send it to Alertmanager.
    case sendFailed = "send_failed"
    /// The peer's virtual address is not bound at this moment.
    case notBound = "not_bound"
    /// The kernel dropped it because Alertmanager did not read its socket fast enough.
    case alertmanagerOverflow = "alertmanager_overflow"
    /// It was sent over UDP alone and has not arrived.
    case lostOnTheWay = "lost_on_the_way"
    /// The edge, which faces Alertmanager, is not there.
    case edgeDown = "edge_down"
    // Both: between the two halves of a node.
    /// The other half does not take them fast enough; the oldest went.
    case splitQueueFull = "split_queue_full"
    /// It was on its way to the other half when that went away; it may have arrived.
    case splitLost = "split_lost"
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
        case .lostOnTheWay: "the peer sent it over UDP alone, and it has not arrived"
        case .hostDown: "the host half of this node (subrosa run) is not there"
        case .edgeDown: "the edge of this node (subrosa exec --via or subrosa edge) is not there"
        case .splitQueueFull: "the other half of this node does not take them fast enough; the oldest went"
        case .splitLost: "the other half of this node went away before it confirmed it; it may have arrived"
        case .alertmanagerUnknown: "it is not known at which address of this machine Alertmanager listens"
        }
    }

    /// What to do about it, as a log line says it.
    package var remedy: String {
        switch self {
        case .linkDown, .linkLost, .unconfirmed: "look at the lines about the link to this peer"
        case .lostOnTheWay: "look at the loss on the way to the peer; datagrams: hedged there makes up for it"
        case .queueFull, .queueExpired: "look at the bandwidth and the loss on the way to the peer"
        case .tooLarge: "look which program sends more than 65507 bytes at once; Alertmanager does not"
        case .foreignSource:
            "find out who sends there (err has the address); Alertmanager needs --cluster.listen-address as subrosa flags prints it"
        case .receiveOverflow: "give Subrosa more CPU time, or raise net.core.rmem_max"
        case .sendQueueFull, .alertmanagerOverflow: "look whether Alertmanager is frozen or overloaded"
        case .hostDown: "start subrosa run on the host; the edge's log says what it cannot reach"
        case .edgeDown: "start the container; look at the lines about the edge"
        case .splitQueueFull: "give both halves more CPU time; look whether one is frozen"
        case .splitLost: "look why the other half ended; look at the lines about the edge"
        case .alertmanagerUnknown: "look at the line Alertmanager not found"
        case .sendFailed, .notBound: "look for firewall rules on the loopback interface"
        }
    }
}
