extension PeerStatus {
    /// The link that this node dials (outbound) or the peer dials (inbound).
    package func link(_ direction: PeerCounters.Direction) -> LinkStatus {
        direction == .outbound ? outbound : inbound
    }

    /// The lanes that this node dialled (outbound) or the peer (inbound).
    package func lanes(_ direction: PeerCounters.Direction) -> LaneStatus {
        direction == .outbound ? outboundLanes : inboundLanes
    }
}
