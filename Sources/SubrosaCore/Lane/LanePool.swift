/// Which lane the next stream to one peer takes, and how many are dialled and kept. Pure; lanes and streams are
/// numbers that the driver gives.
package struct LanePool: Sendable {
    package typealias LaneID = Int
    package typealias StreamID = Int

    /// Idle lanes that are kept ready, so that a new stream costs one write.
    package static let spareCount = 1
    /// Idle lanes that may stay for a while after a burst; ``trimDue()`` closes what exceeds ``spareCount``.
    package static let idleLimit = 32
    /// Handshakes under way at once; one costs about 1 ms of CPU.
    package static let dialLimit = 32
    /// Streams waiting or open at once.
    package static let streamLimit = 1_024

    package enum Instruction: Equatable, Sendable {
        /// Dial one lane; report ``laneReady(_:)`` or ``laneDialFailed()``.
        case dialLane
        /// Call ``spareDue()`` in a short while: a handshake now would compete with the stream that took the spare,
        /// and the lane may be free again by then.
        case replaceSpareSoon
        /// Open the stream on the lane.
        case assign(StreamID, LaneID)
        /// Tell the stream's local side that it cannot be carried.
        case refuse(StreamID, StreamResetReason)
        /// Close the idle lane.
        case close(LaneID)
    }

    private var isUp = false
    private var isHeldBack = false
    /// Most recently used last.
    private var idle: [LaneID] = []
    private var busy: Set<LaneID> = []
    /// Lanes from before ``renewed()``: used while there is no newer one, and not kept.
    private var old: Set<LaneID> = []
    private var diallingCount = 0
    /// First come, first served.
    private var waiting: [StreamID] = []

    package init() {}

    /// Lanes that are ready, those to be replaced included, and lanes with a stream.
    package var status: LaneStatus { LaneStatus(idle: idle.count, busy: busy.count) }

    package mutating func linkCameUp() -> [Instruction] {
        isUp = true
        isHeldBack = false
        return dialWhatIsMissing()
    }

    /// The driver resets the busy lanes itself; each is reported with ``laneBroke(_:)``.
    package mutating func linkWentDown() -> [Instruction] {
        isUp = false
        defer {
            waiting.removeAll()
            idle.removeAll()
            old.formIntersection(busy)
        }
        return waiting.map { .refuse($0, .linkDown) } + idle.map { .close($0) }
    }

    package mutating func streamArrived(_ stream: StreamID) -> [Instruction] {
        guard isUp else { return [.refuse(stream, .linkDown)] }
        guard busy.count + waiting.count < Self.streamLimit else { return [.refuse(stream, .tooManyStreams)] }
        waiting.append(stream)
        let assigned = assignWaiting()
        guard waiting.isEmpty else { return assigned + dialWhatIsMissing() }
        return assigned + (spareIsMissing ? [.replaceSpareSoon] : [])
    }

    package mutating func spareDue() -> [Instruction] { dialWhatIsMissing() }

    /// The stream's local side is gone, or has waited too long, before a lane was found.
    ///
    /// - Returns: whether it was still waiting.
    package mutating func streamGaveUp(_ stream: StreamID) -> Bool {
        guard let index = waiting.firstIndex(of: stream) else { return false }
        waiting.remove(at: index)
        return true
    }

    package mutating func laneReady(_ lane: LaneID) -> [Instruction] {
        diallingCount -= 1
        guard isUp else { return [.close(lane)] }
        idle.append(lane)
        return assignWaiting() + closeOld() + dialWhatIsMissing()
    }

    /// A lane was dialled, but ``renewed()`` came before it was ready; it has been closed.
    package mutating func laneCameTooLate() -> [Instruction] {
        diallingCount -= 1
        return dialWhatIsMissing()
    }

    /// Every lane there is should be replaced by a new one; until that is there the old ones are good enough.
    package mutating func renewed() -> [Instruction] {
        old = busy.union(idle)
        return dialWhatIsMissing()
    }

    /// The driver calls ``retryDue()`` after a wait; until then nothing is dialled, whatever arrives. If each failure
    /// led to a dial of everything that is missing, a peer that refuses at once would be dialled without a pause.
    package mutating func laneDialFailed() {
        diallingCount -= 1
        holdBack()
    }

    /// As after a dial that failed: the peer takes lanes only to close them.
    package mutating func holdBack() { isHeldBack = true }

    package mutating func retryDue() -> [Instruction] {
        isHeldBack = false
        return dialWhatIsMissing()
    }

    /// The stream on the lane ended cleanly.
    package mutating func laneFreed(_ lane: LaneID) -> [Instruction] {
        busy.remove(lane)
        if old.remove(lane) != nil { return [.close(lane)] + dialWhatIsMissing() }
        guard isUp, idle.count < Self.idleLimit else { return [.close(lane)] }
        idle.append(lane)
        return assignWaiting()
    }

    /// The lane is gone, idle or busy.
    package mutating func laneBroke(_ lane: LaneID) -> [Instruction] {
        if let index = idle.firstIndex(of: lane) {
            idle.remove(at: index)
        } else {
            busy.remove(lane)
        }
        old.remove(lane)
        return dialWhatIsMissing()
    }

    /// Time to give back what a burst left behind: the least recently used go.
    package mutating func trimDue() -> [Instruction] {
        let surplus = max(0, idle.count - Self.spareCount)
        defer {
            old.subtract(idle.prefix(surplus))
            idle.removeFirst(surplus)
        }
        return idle.prefix(surplus).map { .close($0) }
    }

    private mutating func closeOld() -> [Instruction] {
        guard !old.isEmpty, freshIdleCount > 0 else { return [] }
        let outdated = idle.filter(old.contains)
        idle.removeAll(where: old.contains)
        old.subtract(outdated)
        return outdated.map { .close($0) }
    }

    private mutating func assignWaiting() -> [Instruction] {
        var instructions: [Instruction] = []
        while let stream = waiting.first, let lane = idle.popLast() {
            waiting.removeFirst()
            busy.insert(lane)
            instructions.append(.assign(stream, lane))
        }
        return instructions
    }

    private var freshIdleCount: Int { old.isEmpty ? idle.count : idle.count { !old.contains($0) } }

    private var spareIsMissing: Bool { freshIdleCount + diallingCount < Self.spareCount }

    private mutating func dialWhatIsMissing() -> [Instruction] {
        guard isUp, !isHeldBack else { return [] }
        let wanted = waiting.count + Self.spareCount - freshIdleCount - diallingCount
        let count = max(0, min(wanted, Self.dialLimit - diallingCount))
        diallingCount += count
        return Array(repeating: .dialLane, count: count)
    }
}
