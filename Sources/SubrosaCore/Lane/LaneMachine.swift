/// Which frames may cross a lane now, and when it is free for the next stream. The same for both ends, except that
/// only the end that dialled the lane opens streams.
package struct LaneMachine: Equatable, Sendable {
    package enum Side: Sendable { case dialler, acceptor }

    private enum State: Equatable {
        case idle
        /// A stream is open; which directions have ended.
        case open(sent: Bool, received: Bool)
        case broken
    }

    package enum OnReceived: Equatable, Sendable {
        /// The peer opened a stream: connect it to the local Alertmanager.
        case openStream
        /// Pass the bytes on.
        case passBytes
        /// Pass the end on; `laneIsFree` tells whether the stream is over.
        case passEnd(laneIsFree: Bool)
        /// Pass the reset on, and close the lane.
        case passReset(StreamResetReason)
        /// The frame is not allowed now: close the lane.
        case violation
    }

    private let side: Side
    private var state = State.idle

    package init(side: Side) { self.side = side }

    package var isIdle: Bool { state == .idle }

    /// This end opens a stream.
    ///
    /// - Returns: whether it may; false is our own bug or a lane that broke meanwhile.
    package mutating func opened() -> Bool {
        guard side == .dialler, state == .idle else { return false }
        state = .open(sent: false, received: false)
        return true
    }

    /// This end sends its end.
    ///
    /// - Returns: nil if there is no open direction to end, else whether the lane is free now.
    package mutating func ended() -> Bool? {
        guard case .open(false, let received) = state else { return nil }
        state = received ? .idle : .open(sent: true, received: false)
        return received
    }

    /// The lane is given up; nothing is allowed any more.
    package mutating func broke() { state = .broken }

    package mutating func receivedOpen() -> OnReceived {
        guard side == .acceptor, state == .idle else { return violation() }
        state = .open(sent: false, received: false)
        return .openStream
    }

    package mutating func receivedChunk() -> OnReceived {
        guard case .open(_, false) = state else { return violation() }
        return .passBytes
    }

    package mutating func receivedEnd() -> OnReceived {
        guard case .open(let sent, false) = state else { return violation() }
        state = sent ? .idle : .open(sent: false, received: true)
        return .passEnd(laneIsFree: sent)
    }

    package mutating func receivedReset(_ reason: StreamResetReason) -> OnReceived {
        // On an idle lane it is no fault: the peer may have sent it before our end reached it, for a stream that is
        // over here (docs/PROTOCOL.md, "On a lane").
        guard state != .broken else { return violation() }
        state = .broken
        return .passReset(reason)
    }

    private mutating func violation() -> OnReceived {
        state = .broken
        return .violation
    }
}
