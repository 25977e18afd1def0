/// How handshakes ended, with all peers and strangers, since the start; those with peers that are gone from the
/// configuration, too. Confined to the event loop.
package final class HandshakeCounters {
    /// What this node did.
    package enum Side: String, Hashable, Sendable, CaseIterable { case dialling, accepting }
    package enum Result: String, Hashable, Sendable, CaseIterable { case accepted, refused }

    package struct Kind: Hashable, Sendable {
        package let side: Side
        package let result: Result

        package init(_ side: Side, _ result: Result) {
            self.side = side
            self.result = result
        }
    }

    package private(set) var counts: [Kind: UInt64] = [:]

    package init() {}

    package func ended(_ side: Side, _ result: Result) { counts[Kind(side, result), default: 0] += 1 }
}
