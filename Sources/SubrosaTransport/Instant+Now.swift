import NIOCore
import SubrosaCore

extension Instant {
    /// The event loop's clock.
    static func now() -> Instant { Instant(nanoseconds: NIODeadline.now().uptimeNanoseconds) }
}
