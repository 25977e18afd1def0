import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaWire

/// One lane, dialled or accepted: carries streams one after another. Obeys ``LaneMachine``.
package final class Lane: FrameReceiver, StreamSide {
    /// What the owner of a lane is told.
    package enum Event {
        /// The peer opened a stream; answer by splicing the lane, or by ``Lane/reset(_:)``.
        case streamOpened
        /// The stream ended cleanly and the lane may carry the next one.
        case freed
        /// The lane is gone; nothing more is reported.
        case broke
    }

    private let connection: any FrameConnection
    private var machine: LaneMachine
    private let onEvent: (Lane, Event) -> Void
    package private(set) var isGone = false
    /// This end has opened a stream on it.
    package private(set) var wasUsed = false
    /// Frames that came behind an open, before the local side was there; chunks joined.
    private var early: [Frame] = []
    /// A chunk, an end and a reset: nothing else can follow an open before it is answered.
    private static let earlyLimit = 3
    /// Why it is gone, until there is somebody to tell.
    private var untold: StreamResetReason?

    package var observer: (any StreamObserver)? {
        didSet { if observer != nil { connection.readsByItself = false } }
    }

    package init(connection: any FrameConnection, side: LaneMachine.Side, onEvent: @escaping (Lane, Event) -> Void) {
        self.connection = connection
        machine = LaneMachine(side: side)
        self.onEvent = onEvent
        connection.receiver = self
        connection.willCarryStreams()
    }

    /// Begins a stream from this end.
    ///
    /// - Returns: false if the lane is not free.
    package func open() -> Bool {
        guard !isGone, machine.opened() else { return false }
        wasUsed = true
        connection.readsByItself = false
        connection.setCarriesStream(true)
        connection.send(.open)
        connection.flush()
        return true
    }

    /// Closes an idle lane, or gives up a busy one without a word.
    package func close() {
        guard !isGone else { return }
        isGone = true
        machine.broke()
        connection.close()
    }

    /// Gives the lane up because the way to the peer is gone: its stream, if any, is reset.
    package func lose(_ reason: StreamResetReason) {
        guard !isGone else { return }
        connection.close()
        gone(reason)
    }

    // MARK: StreamSide

    package var isWritable: Bool { connection.isWritable }

    package func send(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        connection.send(.chunk(bytes))
    }

    package func flush() { connection.flush() }

    package func finish() {
        guard machine.ended() != nil else { return }
        connection.send(.end)
        connection.flush()
    }

    package func reset(_ reason: StreamResetReason) {
        guard !isGone else { return }
        connection.send(.reset(reason))
        connection.flush()
        close()
        onEvent(self, .broke)
    }

    package func readMore() {
        if let untold {
            self.untold = nil
            observer?.streamSide(self, broke: untold)
        } else if early.isEmpty {
            connection.read()
        } else {
            passEarly()
        }
    }

    package func release() {
        guard !isGone else { return }
        observer = nil
        early.removeAll()
        // Before the owner is told: it may open the next stream at once, which is read only when asked.
        connection.readsByItself = true
        connection.setCarriesStream(false)
        onEvent(self, .freed)
    }

    // MARK: Frames

    package func received(_ frame: Frame) {
        if observer == nil, !machine.isIdle {
            keep(frame)
            // What came behind the open may be read while Alertmanager is being connected, but not without end.
            connection.readsByItself = false
        } else {
            pass(frame)
        }
    }

    private func keep(_ frame: Frame) {
        if case .chunk(let bytes) = frame, case .chunk(var joined)? = early.last {
            early.removeLast()
            joined.writeImmutableBuffer(bytes)
            early.append(.chunk(joined))
        } else if early.count < Self.earlyLimit {
            early.append(frame)
        } else {
            connection.violated("a \(frame.type) frame that the lane was not ready for")
        }
    }

    private func pass(_ frame: Frame) {
        let action: LaneMachine.OnReceived
        switch frame {
        case .open: action = machine.receivedOpen()
        case .chunk: action = machine.receivedChunk()
        case .end: action = machine.receivedEnd()
        case .reset(let reason): action = machine.receivedReset(reason)
        default: action = .violation
        }
        switch action {
        case .openStream:
            connection.setCarriesStream(true)
            onEvent(self, .streamOpened)
        case .passBytes:
            if case .chunk(let bytes) = frame { observer?.streamSide(self, received: bytes) }
        case .passEnd:
            // Nothing but a reset can follow, and that is wanted at once.
            connection.readsByItself = true
            observer?.streamSideEnded(self)
        case .passReset(let reason):
            connection.close()
            gone(reason)
        case .violation:
            connection.violated("a \(frame.type) frame that the lane was not ready for")
        }
    }

    private func passEarly() {
        let frames = early
        early.removeAll()
        for frame in frames where !isGone { pass(frame) }
        observer?.streamSideBurstEnded(self)
    }

    package func burstEnded() { observer?.streamSideBurstEnded(self) }

    package func writabilityChanged() {
        if connection.isWritable { observer?.streamSideBecameWritable(self) }
    }

    package func connectionEnded(_ end: ConnectionEnd) {
        guard !isGone else { return }
        gone(.laneLost)
    }

    private func gone(_ reason: StreamResetReason) {
        isGone = true
        machine.broke()
        if let observer { observer.streamSide(self, broke: reason) } else { untold = reason }
        onEvent(self, .broke)
    }
}
