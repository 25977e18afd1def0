/// When the edge of a node dials its host half, takes over what that tells it, and counts as attached. The driver keeps
/// the table itself; only the last one matters.
package struct EdgeMachine: Equatable, Sendable {
    /// How long until a table that could not be taken over is tried again: what is in the way may go by itself, an
    /// address that a container which just ended still holds.
    package static let applyRetry = Duration.seconds(1)

    package enum Instruction: Equatable, Sendable {
        case none
        /// Dial the host half; report ``connected()`` or ``dialFailed(jitter:)``.
        case dial
        /// Call ``retryDue()`` after that time.
        case waitToDial(Duration)
        /// Take over the last table; report ``applied()`` or ``applyFailed()``.
        case apply
        /// Call ``applyDue()`` after that time.
        case waitToApply(Duration)
        /// Everything is bound: say so, and carry. Comes again after each table that was taken over.
        case attach
        /// The host half is gone: refuse streams, carry nothing. ``retryDue()`` after that time.
        case detach(Duration)
    }

    private enum State: Equatable {
        case idle
        case dialling
        /// Connected, but not told anything yet.
        case greeting
        /// `isStale`: another table came meanwhile.
        case applying(isStale: Bool)
        case waitingToApply
        case attached
        case ended
    }

    private var state = State.idle
    private var backoff = Backoff()

    package init() {}

    package var isAttached: Bool { state == .attached }

    /// The host half has told a table: its connections for peers are wanted.
    package var isServing: Bool {
        switch state {
        case .applying, .waitingToApply, .attached: true
        case .idle, .dialling, .greeting, .ended: false
        }
    }

    package mutating func started() -> Instruction { retryDue() }

    package mutating func retryDue() -> Instruction {
        guard state == .idle else { return .none }
        state = .dialling
        return .dial
    }

    /// - Parameter jitter: evenly distributed in 0..<1.
    package mutating func dialFailed(jitter: Double) -> Instruction {
        guard state == .dialling else { return .none }
        state = .idle
        return .waitToDial(backoff.next(jitter: jitter))
    }

    /// - Returns: false if the connection is not wanted any more.
    package mutating func connected() -> Bool {
        guard state == .dialling else { return false }
        state = .greeting
        return true
    }

    package mutating func tableArrived() -> Instruction {
        switch state {
        case .greeting, .attached, .waitingToApply:
            state = .applying(isStale: false)
            return .apply
        case .applying:
            state = .applying(isStale: true)
            return .none
        case .idle, .dialling, .ended: return .none
        }
    }

    package mutating func applied() -> Instruction {
        guard case .applying(let isStale) = state else { return .none }
        if isStale {
            state = .applying(isStale: false)
            return .apply
        }
        state = .attached
        return .attach
    }

    /// The host half has taken this edge and no other: only that makes it worth while to dial at once when it goes.
    package mutating func welcomed() { backoff.reset() }

    package mutating func applyFailed() -> Instruction {
        guard case .applying(let isStale) = state else { return .none }
        if isStale {
            state = .applying(isStale: false)
            return .apply
        }
        state = .waitingToApply
        return .waitToApply(Self.applyRetry)
    }

    package mutating func applyDue() -> Instruction {
        guard state == .waitingToApply else { return .none }
        state = .applying(isStale: false)
        return .apply
    }

    /// The control connection is gone.
    ///
    /// - Parameter jitter: evenly distributed in 0..<1.
    package mutating func closed(jitter: Double) -> Instruction {
        switch state {
        case .greeting, .applying, .waitingToApply, .attached:
            state = .idle
            return .detach(backoff.next(jitter: jitter))
        case .idle, .dialling, .ended: return .none
        }
    }

    /// This half ends: nothing is wanted any more.
    package mutating func ended() { state = .ended }
}
