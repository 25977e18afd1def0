/// What the link that this node dials to one peer does next. Pure: time and jitter come in, instructions go out.
///
///     idle --started--> dialling --established--> up --closed/silent--> waiting --retryDue--> dialling ...
package struct LinkMachine: Sendable {
    /// How often a ping is sent.
    package static let heartbeatInterval = Duration.seconds(1)
    /// A link on which nothing arrived for this long is replaced: TCP alone would hold gossip for fifteen minutes.
    package static let silenceLimit = Duration.seconds(3)
    /// How often ``heartbeatDue(now:)`` wants to be called; half the interval keeps detection within 3.5 s.
    package static let tick = Duration.milliseconds(500)
    /// A link has to live this long before the next dial starts again with the shortest wait.
    package static let stableAfter = Duration.seconds(5)

    private enum State: Equatable {
        case idle
        case dialling
        case up(since: Instant, heard: Instant, pinged: Instant?)
        case waiting
        case ended
    }

    package enum Instruction: Equatable, Sendable {
        /// Dial now: resolve, connect, shake hands, say hello.
        case dial
        /// Call ``retryDue()`` after this long.
        case waitToDial(Duration)
        /// Send a ping with this number.
        case ping(UInt64)
        /// Close the connection at once: the peer has been silent; then report ``closed(now:jitter:)``.
        case closeSilent
        /// Do nothing.
        case none
    }

    private var state = State.idle
    private var backoff = Backoff()
    private var pings: UInt64 = 0
    /// Pings without an answer, oldest first; as many as go out until the link would be silent, and one more.
    private var unanswered: [(number: UInt64, sent: Instant)] = []
    private static let unansweredLimit = 4

    package init() {}

    package var isUp: Bool {
        if case .up = state { true } else { false }
    }

    package mutating func started() -> Instruction {
        guard state == .idle else { return .none }
        state = .dialling
        return .dial
    }

    package mutating func dialFailed(jitter: Double) -> Instruction {
        guard state == .dialling else { return .none }
        state = .waiting
        return .waitToDial(backoff.next(jitter: jitter))
    }

    package mutating func retryDue() -> Instruction {
        guard state == .waiting else { return .none }
        state = .dialling
        return .dial
    }

    /// Both hellos were said. The first ping goes out at the next tick.
    package mutating func established(now: Instant) {
        guard state == .dialling else { return }
        unanswered.removeAll()
        state = .up(since: now, heard: now, pinged: nil)
    }

    /// A new connection has taken the place of the established one. It is pinged at the next tick.
    package mutating func replaced(now: Instant) {
        guard case .up(let since, _, _) = state else { return }
        unanswered.removeAll()
        state = .up(since: since, heard: now, pinged: nil)
    }

    /// Anything arrived from the peer.
    package mutating func heard(now: Instant) {
        guard case .up(let since, _, let pinged) = state else { return }
        state = .up(since: since, heard: now, pinged: pinged)
    }

    /// The answer to a ping arrived.
    ///
    /// - Returns: how long it took; nil if no such ping waits for its answer.
    package mutating func answered(_ ping: UInt64, now: Instant) -> Duration? {
        guard let index = unanswered.firstIndex(where: { $0.number == ping }) else { return nil }
        // Answers come in order, so those to earlier pings will not come any more.
        defer { unanswered.removeFirst(index + 1) }
        return now - unanswered[index].sent
    }

    package mutating func heartbeatDue(now: Instant) -> Instruction {
        guard case .up(let since, let heard, let pinged) = state else { return .none }
        if now - heard >= Self.silenceLimit { return .closeSilent }
        if let pinged, now - pinged < Self.heartbeatInterval { return .none }
        pings &+= 1
        if unanswered.count == Self.unansweredLimit { unanswered.removeFirst() }
        unanswered.append((pings, now))
        state = .up(since: since, heard: heard, pinged: now)
        return .ping(pings)
    }

    /// The established connection is gone, for whatever reason.
    package mutating func closed(now: Instant, jitter: Double) -> Instruction {
        guard case .up(let since, _, _) = state else { return .none }
        state = .waiting
        if now - since >= Self.stableAfter { backoff.reset() }
        return .waitToDial(backoff.next(jitter: jitter))
    }

    /// The node drains: nothing is dialled any more.
    package mutating func ended() { state = .ended }
}
