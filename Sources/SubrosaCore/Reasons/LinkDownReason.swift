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
    /// This node drains.
    case draining = "draining"

    /// What happened, as a log line says it.
    package var message: String {
        switch self {
        case .closedByPeer: "the peer closed the connection, or its process ended"
        case .peerDrained: "the peer's Subrosa was told to end"
        case .connectionLost: "the connection broke"
        case .silent: "nothing came from the peer for 3 s"
        case .protocolViolation: "the peer broke the protocol"
        case .replaced: "the peer dialled a new link, which takes the place of this one"
        case .draining: "this node is ending"
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
        case .replaced, .draining: Self.nothingToDo
        }
    }
}
