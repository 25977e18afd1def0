/// The lanes of one direction with one peer at one moment.
package struct LaneStatus: Hashable, Sendable {
    /// Ready for a stream.
    package let idle: Int
    /// With a stream on it.
    package let busy: Int

    package static let none = LaneStatus(idle: 0, busy: 0)

    package init(idle: Int, busy: Int) {
        self.idle = idle
        self.busy = busy
    }
}
