/// Why datagrams to a peer are not sent over UDP. Closed: logs, status and documentation share the raw value.
package enum LinkAloneReason: String, Hashable, Sendable, CaseIterable {
    case noLink = "no_link"
    /// `datagrams: tls` here.
    case switchedOff = "switched_off"
    /// `datagrams: tls` there, or a version that knows nothing else.
    case notTakenByPeer = "not_taken_by_peer"
    /// The key has just been handed over.
    case beingTried = "being_tried"
    /// Probes do not arrive.
    case probesLost = "probes_lost"
    /// This node cannot send over UDP at all.
    case socketLost = "socket_lost"

    /// Something is wrong, and not just off or young.
    package var isTrouble: Bool { self == .probesLost || self == .socketLost }

    package var message: String {
        switch self {
        case .noLink: "there is no link to the peer"
        case .switchedOff: "datagrams: tls is configured here"
        case .notTakenByPeer: "the peer takes none over UDP: it has datagrams: tls, or an older version"
        case .beingTried: "it is being tried whether UDP reaches the peer"
        case .probesLost: "UDP packets of full size do not reach the peer's link port"
        case .socketLost: "this node's UDP socket was closed by the system"
        }
    }

    package var remedy: String {
        switch self {
        case .noLink: "look at the lines about the link to this peer"
        case .switchedOff, .notTakenByPeer, .beingTried: "nothing, if that is meant"
        case .probesLost:
            "open the peer's link port for UDP as for TCP, in every firewall on the way, for packets of 1,500 bytes; or set"
                + " datagrams: tls"
        case .socketLost: "look for firewall rules on outgoing UDP; or set datagrams: tls"
        }
    }
}
