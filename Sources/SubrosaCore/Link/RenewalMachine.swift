/// How a link that is up is replaced by a new one before it goes: after a change of certificates or of the peer's
/// address, or because it would not be admitted any more. Pure: jitter comes in, instructions go out.
///
///     idle --wanted/mustEnd--> dialling --dialSucceeded--> idle
///                              dialling --dialFailed--> waiting --retryDue--> dialling ...
package struct RenewalMachine: Sendable {
    /// A link that has to end does so after this long even if no new one has come up.
    package static let limit = Duration.seconds(1)

    package enum Instruction: Equatable, Sendable {
        /// Dial a new link; report ``dialSucceeded()`` or ``dialFailed(jitter:)``.
        case dial
        /// Call ``retryDue()`` after this long.
        case waitToDial(Duration)
        /// Call ``limitReached()`` after ``limit``, and dial a new link.
        case dialWithin
        /// As ``dialWithin``, but a dial is under way.
        case waitForLimit
        /// End the present link.
        case end(Ending)
        /// Do nothing.
        case none
    }

    /// Why a link has to end.
    package struct Ending: Equatable, Sendable {
        package let reason: LinkDownReason
        package let detail: String

        package init(reason: LinkDownReason, detail: String) {
            self.reason = reason
            self.detail = detail
        }
    }

    private enum State: Equatable { case idle, dialling, waiting }

    private var state = State.idle
    /// Why the present link has to end; nil if it may stay until a new one is there.
    package private(set) var ending: Ending?
    private var isWantedAgain = false
    private var backoff = Backoff()

    package init() {}

    package var isIdle: Bool { state == .idle }

    /// A new link would be better than the present one.
    package mutating func wanted() -> Instruction {
        switch state {
        case .idle:
            state = .dialling
            return .dial
        case .dialling:
            // What was dialled may be what is to be replaced.
            isWantedAgain = true
            return .none
        case .waiting: return .none
        }
    }

    /// The present link may not stay.
    package mutating func mustEnd(_ ending: Ending) -> Instruction {
        if let present = self.ending {
            // That it is not trusted is the graver reason.
            if present.reason == .nodeMoved { self.ending = ending }
            return .none
        }
        self.ending = ending
        isWantedAgain = state == .dialling
        if state == .dialling { return .waitForLimit }
        state = .dialling
        return .dialWithin
    }

    package mutating func limitReached() -> Instruction { endIfNeeded() ?? .none }

    package mutating func dialFailed(jitter: Double) -> Instruction {
        guard state == .dialling else { return .none }
        if let end = endIfNeeded() { return end }
        isWantedAgain = false
        state = .waiting
        return .waitToDial(backoff.next(jitter: jitter))
    }

    package mutating func retryDue() -> Instruction {
        guard state == .waiting else { return .none }
        state = .dialling
        return .dial
    }

    /// The new link takes the place of the present one.
    ///
    /// - Returns: ``Instruction/dial`` if the new one is to be replaced in its turn.
    package mutating func dialSucceeded() -> Instruction {
        let again = isWantedAgain
        self = RenewalMachine()
        return again ? wanted() : .none
    }

    /// There is no link any more that could be replaced.
    package mutating func linkWentDown() { self = RenewalMachine() }

    private mutating func endIfNeeded() -> Instruction? {
        guard let ending else { return nil }
        self = RenewalMachine()
        return .end(ending)
    }
}
