/// What ``Door`` allows.
package struct DoorLimits: Hashable, Sendable {
    /// Connections that have not said hello, in all.
    let visitors: Int
    /// The same from all sources that no peer is at. Each that stays silent costs its arrival and its end once in
    /// ``patience``.
    let visitorsOfStrangers: Int
    /// The same from one source that no peer is at.
    let visitorsOfStranger: Int
    /// The same from one source that a peer is at: it dials 32 lanes at once, and several nodes may share an address.
    let visitorsOfKnown: Int
    /// Handshakes for strangers, all together.
    let strangers: TokenBucket.Rate
    /// Handshakes for one source of strangers.
    let stranger: TokenBucket.Rate
    /// Handshakes for one known source: a burst of as many lanes as a peer may have.
    let known: TokenBucket.Rate
    /// How long a visitor may take, from its arrival, until its handshake begins.
    package let patience: Duration
    /// How long after its last link a source is known.
    let memory: Duration
    /// Sources that are known at the same time.
    let knownSources: Int

    package init(
        visitors: Int = 2_000, visitorsOfStrangers: Int = 256, visitorsOfStranger: Int = 64, visitorsOfKnown: Int = 512,
        strangersPerSecond: Int = 100, strangerPerSecond: Int = 25, patience: Duration = .seconds(3)
    ) {
        self.visitors = visitors
        self.visitorsOfStrangers = visitorsOfStrangers
        self.visitorsOfStranger = visitorsOfStranger
        self.visitorsOfKnown = visitorsOfKnown
        strangers = TokenBucket.Rate(perSecond: strangersPerSecond, burst: strangersPerSecond)
        stranger = TokenBucket.Rate(perSecond: strangerPerSecond, burst: strangerPerSecond)
        known = TokenBucket.Rate(perSecond: 300, burst: 1_100)
        self.patience = patience
        memory = .seconds(600)
        knownSources = 4_096
    }
}
