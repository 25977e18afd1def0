extension PeerStatus {
    /// The link that this node dials (outbound) or the peer dials (inbound).
    package func link(_ direction: PeerCounters.Direction) -> LinkStatus {
        direction == .outbound ? outbound : inbound
    }
}
