extension RefusalReason {
    /// Whether the side that dials can find this. What the door turns away, and what is asked for in SNI, only the side
    /// that accepts sees: the other is told `refused_by_peer`, or finds the connection closed.
    package var canMeetWhoDials: Bool {
        switch self {
        case .serverName, .tooManyConnections, .tooManyFromSource, .handshakeTooLarge: false
        case .noCertificate, .certificateUnreadable, .unknownAuthority, .certificateExpired, .certificateNotYetValid,
            .certificateUsage, .keyType, .certificateRevoked, .certificateDenied, .revocationUnknown,
            .notAConfiguredNode, .wrongNode, .ownIdentity, .tlsVersion, .alpnMismatch, .notTLS, .tlsFailure,
            .handshakeTimeout, .helloTimeout, .helloInvalid, .protocolVersion, .frameInvalid, .frameTooLarge,
            .refusedByPeer, .closedEarly:
            true
        }
    }
}
