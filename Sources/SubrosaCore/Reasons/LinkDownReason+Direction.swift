extension LinkDownReason {
    /// Whether a link that this node dialled (outbound) or the peer (inbound) can be lost for this reason. One whose place
    /// is taken by a new one is not lost.
    package func ends(_ direction: PeerCounters.Direction) -> Bool {
        switch self {
        case .replaced, .renewed: false
        case .nodeMoved: direction == .outbound
        case .closedByPeer, .peerDrained, .connectionLost, .silent, .protocolViolation, .draining, .nodeRemoved,
            .certificateExpired, .certificateRevoked, .certificateDenied, .revocationUnknown, .unknownAuthority,
            .notAConfiguredNode, .wrongNode, .keyType, .notTrusted, .ownCertificateExpired:
            true
        }
    }
}
