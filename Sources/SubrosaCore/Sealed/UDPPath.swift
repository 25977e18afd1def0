/// Whether sealed datagrams get through to a peer: full-size probes go over UDP, and the peer says on the link which
/// have arrived. Pure.
///
///     unknown --arrived--> open --silence--> closed --arrived--> open
package struct UDPPath: Equatable, Sendable {
    /// How often a probe is sent.
    package static let interval = Duration.seconds(1)
    /// A path on which no probe arrived for this long is not used any more: at one packet lost in ten, once in a day of
    /// probing are so many lost in a row.
    package static let patience = Duration.seconds(5)

    package enum State: Equatable, Sendable {
        /// No probe has arrived yet.
        case unknown(since: Instant)
        case open(heard: Instant)
        case closed
    }

    package private(set) var state: State
    private var probed: Instant?
    private var lastProbe: UInt64 = 0

    /// - Parameter now: the peer has the key.
    package init(now: Instant) { state = .unknown(since: now) }

    package var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// Probes have been sent in vain for a while.
    package var isClosed: Bool { state == .closed }

    /// To be called more often than ``interval``.
    ///
    /// - Returns: the number of the probe to send now, if one is due.
    package mutating func ticked(now: Instant) -> UInt64? {
        switch state {
        case .unknown(let since) where now - since >= Self.patience: state = .closed
        case .open(let heard) where now - heard >= Self.patience: state = .closed
        default: break
        }
        if let probed, now - probed < Self.interval { return nil }
        probed = now
        lastProbe += 1
        return lastProbe
    }

    /// The peer says that this probe has arrived. One that was never sent means nothing.
    package mutating func arrived(_ probe: UInt64, now: Instant) {
        guard probe > 0, probe <= lastProbe else { return }
        state = .open(heard: now)
    }
}
