/// Why a link that was up went down. Closed: logs, metrics and documentation share the raw value as `reason`.
package enum LinkDownReason: String, Hashable, Sendable, CaseIterable {
    /// The peer closed the connection in order.
    case closedByPeer = "closed_by_peer"
    /// The peer announced that it is ending.
    case peerDrained = "peer_drained"
    /// TCP reported an error (a reset, no route).
    case connectionLost = "connection_lost"
    /// Nothing arrived for three seconds.
    case silent = "silent"
    /// The peer broke the protocol.
    case protocolViolation = "protocol_violation"
    /// The peer dialled a new link, which takes the place of this one.
    case replaced = "replaced"
    /// This node dialled a new link, which takes the place of this one: after a change of certificates or addresses.
    case renewed = "renewed"
    /// The configuration has another link address for the peer, and nobody answers there as that peer.
    case nodeMoved = "node_moved"
    /// This node drains.
    case draining = "draining"
    /// The node was taken out of the configuration, or has got another virtual address.
    case nodeRemoved = "node_removed"
    // The certificates of the link would not be accepted any more.
    case certificateExpired = "certificate_expired"
    case certificateRevoked = "certificate_revoked"
    case certificateDenied = "certificate_denied"
    case revocationUnknown = "revocation_unknown"
    case unknownAuthority = "unknown_authority"
    case notAConfiguredNode = "not_a_configured_node"
    case wrongNode = "wrong_node"
    case keyType = "key_type"
    /// Another reason than those above.
    case notTrusted = "not_trusted"
    /// This node's own certificate has expired.
    case ownCertificateExpired = "own_certificate_expired"

    /// Why a link ends whose peer would now be refused.
    package init(_ refusal: RefusalReason) { self = Self(rawValue: refusal.rawValue) ?? .notTrusted }

    /// What happened, as a log line says it.
    package var message: String {
        switch self {
        case .closedByPeer: "the peer closed the connection, or its process ended"
        case .peerDrained: "the peer's Subrosa was told to end"
        case .connectionLost: "the connection broke"
        case .silent: "nothing came from the peer for 3 s"
        case .protocolViolation: "the peer broke the protocol"
        case .replaced: "the peer dialled a new link, which takes the place of this one"
        case .renewed: "this node dialled a new link, which takes the place of this one"
        case .nodeMoved: "the configuration has another address for the peer, where it could not be reached in time"
        case .draining: "this node is ending"
        case .nodeRemoved: "the node is not in the configuration any more, or not as it was"
        case .certificateExpired: RefusalReason.certificateExpired.message
        case .certificateRevoked: RefusalReason.certificateRevoked.message
        case .certificateDenied: RefusalReason.certificateDenied.message
        case .revocationUnknown: RefusalReason.revocationUnknown.message
        case .unknownAuthority: RefusalReason.unknownAuthority.message
        case .notAConfiguredNode: RefusalReason.notAConfiguredNode.message
        case .wrongNode: RefusalReason.wrongNode.message
        case .keyType: RefusalReason.keyType.message
        case .notTrusted: "the peer's certificate is not accepted any more"
        case .ownCertificateExpired: "this node's own certificate has expired"
        }
    }

    /// The remedy of what is in order.
    package static let nothingToDo = "nothing"

    /// What to look at, as a log line says it.
    package var remedy: String {
        switch self {
        case .closedByPeer, .peerDrained: "nothing, if the peer was stopped on purpose; else look at its log"
        case .connectionLost: "look whether the peer's Subrosa runs and its link port is reachable"
        case .silent: "look for packet loss or a firewall on the way, and whether the peer's process is frozen"
        case .protocolViolation: "run the same version of Subrosa on both machines"
        case .nodeMoved: "look at nodes[].address, and whether the peer runs there"
        case .replaced, .renewed, .draining, .nodeRemoved: Self.nothingToDo
        case .certificateExpired: RefusalReason.certificateExpired.remedy
        case .certificateRevoked: RefusalReason.certificateRevoked.remedy
        case .certificateDenied: RefusalReason.certificateDenied.remedy
        case .revocationUnknown: RefusalReason.revocationUnknown.remedy
        case .unknownAuthority: RefusalReason.unknownAuthority.remedy
        case .notAConfiguredNode: RefusalReason.notAConfiguredNode.remedy
        case .wrongNode: RefusalReason.wrongNode.remedy
        case .keyType: RefusalReason.keyType.remedy
        case .notTrusted: "look at err, and at the certificate with subrosa pki inspect"
        case .ownCertificateExpired: "renew this node's certificate; it is taken over as soon as it is there"
        }
    }
}
