/// A moment by the machine's clock, for people and monitoring; nothing is decided by it. Milliseconds since 1970, UTC.
package struct WallTime: Hashable, Sendable, Comparable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }
}
