import SubrosaCore

/// Which half of a node a process is.
package enum SplitHalf: String, Sendable, Hashable {
    /// Has the configuration and the keys, and faces the peers.
    case host
    /// Is where Alertmanager is, and faces it.
    case edge

    /// The direction of what this half hands to the other one.
    var sending: PeerCounters.Direction { self == .host ? .inbound : .outbound }

    /// Why a datagram is dropped while the other half is not there.
    var absence: DropReason { self == .host ? .edgeDown : .hostDown }

    /// Why a stream is refused while the other half is not there.
    var streamAbsence: StreamResetReason { self == .host ? .edgeDown : .hostDown }
}
