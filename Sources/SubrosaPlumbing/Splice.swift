import NIOCore
import SubrosaCore

/// Joins the two sides of a stream: bytes, ends and resets cross over, and a side is read only while the other one
/// can be written.
package final class Splice: StreamObserver {
    /// Why a stream is over.
    package enum Outcome: Equatable, Sendable {
        case ended
        case reset(StreamResetReason)
    }

    private final class Half {
        let side: any StreamSide
        /// Bytes that came from this side.
        var received: UInt64 = 0
        /// A burst is to be asked for once the other side can be written.
        var isHeldBack = false
        var hasEnded = false

        init(_ side: any StreamSide) { self.side = side }
    }

    private let first: Half
    private let second: Half
    private var isOver = false
    private let onOver: (Outcome, _ fromFirst: UInt64, _ fromSecond: UInt64) -> Void

    /// - Parameter onOver: called once, with the bytes that came from each side.
    package init(
        _ first: any StreamSide, _ second: any StreamSide,
        onOver: @escaping (Outcome, _ fromFirst: UInt64, _ fromSecond: UInt64) -> Void
    ) {
        self.first = Half(first)
        self.second = Half(second)
        self.onOver = onOver
    }

    /// Takes both sides over and asks each for its first bytes.
    package func start() {
        first.side.observer = self
        second.side.observer = self
        resumeReading(from: first, to: second)
        resumeReading(from: second, to: first)
    }

    /// Resets both sides: this node ends the stream.
    package func abort(_ reason: StreamResetReason) {
        breakOff(reason, resetting: [first, second])
    }

    // MARK: Observing

    package func streamSide(_ side: any StreamSide, received bytes: ByteBuffer) {
        guard !isOver else { return }
        let (from, to) = halves(of: side)
        from.received += UInt64(bytes.readableBytes)
        to.side.send(bytes)
    }

    package func streamSideBurstEnded(_ side: any StreamSide) {
        guard !isOver else { return }
        let (from, to) = halves(of: side)
        to.side.flush()
        resumeReading(from: from, to: to)
    }

    package func streamSideEnded(_ side: any StreamSide) {
        let (from, to) = halves(of: side)
        guard !isOver, !from.hasEnded else { return }
        from.hasEnded = true
        to.side.finish()
        guard to.hasEnded, !isOver else { return }
        // Over first: a lane that is given back may take its next stream, and its next observer, at once.
        over(.ended)
        first.side.release()
        second.side.release()
    }

    package func streamSide(_ side: any StreamSide, broke reason: StreamResetReason) {
        breakOff(reason, resetting: [halves(of: side).to])
    }

    package func streamSideBecameWritable(_ side: any StreamSide) {
        let (to, from) = halves(of: side)
        guard !isOver, from.isHeldBack else { return }
        resumeReading(from: from, to: to)
    }

    // MARK: Inside

    private func halves(of side: any StreamSide) -> (from: Half, to: Half) {
        side === first.side ? (first, second) : (second, first)
    }

    private func resumeReading(from: Half, to: Half) {
        guard !from.hasEnded, !isOver else { return }
        from.isHeldBack = !to.side.isWritable
        if !from.isHeldBack { from.side.readMore() }
    }

    private func breakOff(_ reason: StreamResetReason, resetting halves: [Half]) {
        guard !isOver else { return }
        // Over first: a side may report its own end while it is being reset.
        over(.reset(reason))
        for half in halves { half.side.reset(reason) }
    }

    private func over(_ outcome: Outcome) {
        isOver = true
        first.side.observer = nil
        second.side.observer = nil
        onOver(outcome, first.received, second.received)
    }
}
