import NIOCore

/// What a ``SplitListener`` puts up with.
package struct SplitListenerLimits: Hashable, Sendable {
    /// Connections in all: more than 1,024 streams in each direction and a link for each of 1,000 peers.
    package var connections = 4_096
    /// Those of them that have not said what they are for.
    package var waiting = 256
    /// How long they have for it.
    package var patience = TimeAmount.seconds(3)
    /// Between two looks whether the socket is still there.
    package var lookInterval = TimeAmount.seconds(1)

    package init() {}
}
