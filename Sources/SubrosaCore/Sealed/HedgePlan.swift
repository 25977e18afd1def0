/// Which way each datagram goes. Pure.
package struct HedgePlan: Equatable, Sendable {
    /// Datagrams to one peer that are sent both ways: more than gossip ever sends for long (a ping a second, and gossip five
    /// times a second; memberlist/config.go, `ProbeInterval` and `GossipInterval` of a LAN), few enough that the copies
    /// of all of them are no burden on any network. What comes above it goes one way.
    package static let rate = TokenBucket.Rate(perSecond: 50, burst: 100)

    package enum Way: Equatable, Sendable {
        /// On the link alone.
        case link
        /// On the link, and sealed with copies, under one number.
        case both
        /// Sealed alone.
        case sealed(withCopies: Bool)
    }

    private let mode: DatagramMode
    private var tokens = TokenBucket()

    package init(_ mode: DatagramMode) { self.mode = mode }

    /// - Parameters:
    ///   - isSealable: UDP gets through to the peer, and the datagram fits.
    ///   - isLinkFree: the link takes it at once.
    package mutating func way(isSealable: Bool, isLinkFree: Bool, now: Instant) -> Way {
        guard isSealable else { return .link }
        switch mode {
        case .tls: return .link
        case .udp: return .sealed(withCopies: false)
        case .hedged:
            guard tokens.take(Self.rate, now: now) else {
                return isLinkFree ? .link : .sealed(withCopies: false)
            }
            return isLinkFree ? .both : .sealed(withCopies: true)
        }
    }
}
