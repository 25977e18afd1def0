/// A ping that this node sends to a peer's Alertmanager along the way that gossip takes.
package struct Canary: Hashable, Sendable {
    /// What the answer repeats. Its top bit is set: memberlist counts its own pings up from 0 (`nextSeqNo` in its
    /// state.go), so that neither is ever taken for the other.
    package let number: UInt32
    /// As long as gossip's datagrams get, for ways that lose only long ones.
    package let isLarge: Bool

    package init(number: UInt32, isLarge: Bool) {
        self.number = number
        self.isLarge = isLarge
    }
}
