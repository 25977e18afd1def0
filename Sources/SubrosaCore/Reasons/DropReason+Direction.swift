extension DropReason {
    /// Whether a datagram in this direction can be dropped for this reason, by a node or by one of its halves.
    package func occurs(_ direction: PeerCounters.Direction) -> Bool {
        switch self {
        case .linkDown, .queueFull, .queueExpired, .linkLost, .unconfirmed, .tooLarge, .foreignSource,
            .receiveOverflow, .hostDown:
            direction == .outbound
        case .sendQueueFull, .sendFailed, .notBound, .alertmanagerOverflow, .lostOnTheWay, .edgeDown:
            direction == .inbound
        case .splitQueueFull, .splitLost, .alertmanagerUnknown: true
        }
    }
}
