import NIOCore

/// When a control connection between the two halves counts as lost.
package struct ControlLimits: Hashable, Sendable {
    /// How often each end says that it is there.
    package var pingInterval = TimeAmount.seconds(1)
    /// One on which nothing has come for so long is lost. Whoever is attached and hangs is noticed within this time.
    package var silence = TimeAmount.seconds(3)

    package init() {}
}
