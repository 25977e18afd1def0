/// What was carried between this node and one peer, and what was lost and why, since the start. Confined to the
/// event loop, like everything on the data path.
package final class PeerCounters {
    /// Seen from this node: outbound is from the local Alertmanager to the peer.
    package enum Direction: String, Hashable, Sendable, CaseIterable { case outbound, inbound }

    /// Datagrams handed to the link (outbound) or to the local Alertmanager's socket (inbound).
    package struct Carried: Hashable, Sendable {
        package var outbound: UInt64 = 0
        package var inbound: UInt64 = 0
    }

    package struct Drop: Hashable, Sendable {
        package let direction: Direction
        package let reason: DropReason

        package init(direction: Direction, reason: DropReason) {
            self.direction = direction
            self.reason = reason
        }
    }

    package struct StreamFailure: Hashable, Sendable {
        package let direction: Direction
        package let reason: StreamResetReason

        package init(direction: Direction, reason: StreamResetReason) {
            self.direction = direction
            self.reason = reason
        }
    }

    package var datagrams = Carried()
    package var datagramBytes = Carried()
    /// Streams that were opened, by who opened them.
    package var streams = Carried()
    /// Bytes inside streams, by the direction in which they went.
    package var streamBytes = Carried()
    /// Sealed packets, probes among them: sent, and taken.
    package var sealedPackets = Carried()
    /// Copies of datagrams from the peer that had arrived before.
    package var discardedCopies: UInt64 = 0
    package private(set) var drops: [Drop: UInt64] = [:]
    package private(set) var streamFailures: [StreamFailure: UInt64] = [:]

    package init() {}

    package func dropped(_ direction: Direction, _ reason: DropReason, count: Int = 1) {
        guard count > 0 else { return }
        drops[Drop(direction: direction, reason: reason), default: 0] += UInt64(count)
    }

    package func streamFailed(_ direction: Direction, _ reason: StreamResetReason) {
        streamsFailed(direction, reason, count: 1)
    }

    package func streamsFailed(_ direction: Direction, _ reason: StreamResetReason, count: UInt64) {
        streamFailures[StreamFailure(direction: direction, reason: reason), default: 0] += count
    }
}
