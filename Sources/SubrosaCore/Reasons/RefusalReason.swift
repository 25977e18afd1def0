/// Why a connection between two Subrosas was refused or never came up. Closed: logs, metrics, the status page and
/// docs/ERRORS.md share these words (the raw value is the `reason` label).
package enum RefusalReason: String, Hashable, Sendable, CaseIterable {
    // What the certificate is.
    case noCertificate = "no_certificate"
    case certificateUnreadable = "certificate_unreadable"
    case unknownAuthority = "unknown_authority"
    case certificateExpired = "certificate_expired"
    case certificateNotYetValid = "certificate_not_yet_valid"
    case certificateUsage = "certificate_usage"
    case keyType = "key_type"
    case certificateRevoked = "certificate_revoked"
    case certificateDenied = "certificate_denied"
    case revocationUnknown = "revocation_unknown"
    // Whom it proves.
    case notAConfiguredNode = "not_a_configured_node"
    case wrongNode = "wrong_node"
    case ownIdentity = "own_identity"
    // What was spoken.
    case tlsVersion = "tls_version"
    case serverName = "server_name"
    case alpnMismatch = "alpn_mismatch"
    case notTLS = "not_tls"
    case tlsFailure = "tls_failure"
    case handshakeTimeout = "handshake_timeout"
    case helloTimeout = "hello_timeout"
    case helloInvalid = "hello_invalid"
    case protocolVersion = "protocol_version"
    case frameInvalid = "frame_invalid"
    case frameTooLarge = "frame_too_large"
    case tooManyConnections = "too_many_connections"
    case tooManyFromSource = "too_many_from_source"
    case handshakeTooLarge = "handshake_too_large"
    // What the other side said or did.
    case refusedByPeer = "refused_by_peer"
    case closedEarly = "closed_early"

    /// What happened, as a log line says it.
    package var message: String {
        switch self {
        case .noCertificate: "the peer presented no certificate"
        case .certificateUnreadable: "the peer's certificate cannot be parsed"
        case .unknownAuthority: "the peer's certificate does not chain to a CA in ca_file"
        case .certificateExpired: "the peer's certificate has expired"
        case .certificateNotYetValid: "the peer's certificate is not valid yet"
        case .certificateUsage: "the peer's certificate may not be used for this side of TLS"
        case .keyType: "the peer's certificate has a kind of key that tls.key_types does not allow"
        case .certificateRevoked: "the peer's certificate has been revoked by its CA"
        case .certificateDenied: "the peer's certificate is denied by the configuration"
        case .revocationUnknown: "it cannot be known whether the peer's certificate has been revoked"
        case .notAConfiguredNode: "the peer's certificate proves no configured node"
        case .wrongNode: "the peer's certificate proves another node than the one expected"
        case .ownIdentity: "the peer claims to be this node itself"
        case .tlsVersion: "the peer does not speak TLS 1.3"
        case .serverName: "the peer asked for a server name that is not in tls.server_names"
        case .alpnMismatch: "the peer did not agree on the protocol subrosa/1"
        case .notTLS: "the bytes received are not TLS"
        case .tlsFailure: "the TLS handshake failed"
        case .handshakeTimeout: "the TLS handshake did not end in time"
        case .helloTimeout: "no hello came in time"
        case .helloInvalid: "the hello cannot be understood"
        case .protocolVersion: "the peer speaks another version of the protocol"
        case .frameInvalid: "a frame came that is not allowed here"
        case .frameTooLarge: "a frame is longer than its type allows"
        case .tooManyConnections: "too many connections are open already"
        case .tooManyFromSource: "too many connections from one address have not said who they are"
        case .handshakeTooLarge: "more bytes came before the hello than any handshake needs"
        case .refusedByPeer: "the peer refused this node"
        case .closedEarly: "the connection was closed before it was ready"
        }
    }

    /// What to do about it, as a log line says it.
    package var remedy: String {
        switch self {
        case .noCertificate:
            "if this is a node, set tls.cert_file and tls.key_file there; if not, find out who is knocking and close the port to it"
        case .certificateUnreadable: "issue the peer's certificate again and look at it with subrosa pki inspect"
        case .unknownAuthority:
            "issue the peer's certificate from a CA in this node's tls.ca_file, or add its CA there on every node"
        case .certificateExpired: "renew the peer's certificate; if it is fresh, set the clocks of both machines"
        case .certificateNotYetValid: "set the clocks of both machines; the certificate begins in the future"
        case .certificateUsage:
            "issue it with the extended key usages clientAuth and serverAuth (subrosa pki issue does)"
        case .keyType: "issue the peer's certificate for a key of an allowed kind, or allow its kind in tls.key_types"
        case .certificateRevoked:
            "if the node is to come back, issue it a new certificate with a new key; if not, find out who uses the old one"
        case .certificateDenied:
            "if the node is to come back, issue it a new certificate with a new key; if not, find out who uses the old one"
        case .revocationUnknown:
            "put a fresh CRL of that CA into tls.crl_file on this node (subrosa pki crl), or choose tls.crl_policy: fail_open"
        case .notAConfiguredNode:
            "add the node to nodes: on every machine, or set its identity: to a name that its certificate has"
        case .wrongNode:
            "compare nodes[].address and nodes[].identity with the certificate that this machine presents (subrosa pki inspect)"
        case .ownIdentity: "give every node its own --node name and its own certificate"
        case .tlsVersion: "find out what is connecting; every Subrosa speaks TLS 1.3"
        case .serverName: "add the host of nodes[].address to tls.server_names on this node"
        case .alpnMismatch: "find out what is at that address; it is not a Subrosa, or an incompatible one"
        case .notTLS: "find out what is connecting; only a Subrosa may use this port"
        case .tlsFailure: "look at the log of the other side at this time; the detail is in err"
        case .handshakeTimeout:
            "look for packet loss or a frozen process on the way; strangers that say nothing end like this too"
        case .helloTimeout: "look whether the peer's Subrosa is frozen or overloaded"
        case .helloInvalid: "run the same version of Subrosa on both machines"
        case .protocolVersion: "upgrade the older Subrosa of the two"
        case .frameInvalid: "run the same version of Subrosa on both machines"
        case .frameTooLarge: "run the same version of Subrosa on both machines"
        case .tooManyConnections: "find out who opens so many connections to the link port and close it to them"
        case .tooManyFromSource: "find out what that address does and close the port to it"
        case .handshakeTooLarge: "find out what is connecting; only a Subrosa may use this port"
        case .refusedByPeer: "the reason stands in the peer's own log at this time"
        case .closedEarly: "look at the log of the other side at this time, and for a firewall or proxy between the two"
        }
    }
}
