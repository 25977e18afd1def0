import NIOCore
import SubrosaCore

extension Instant {
    /// The event loop's clock.
    package static func now() -> Instant { Instant(nanoseconds: NIODeadline.now().uptimeNanoseconds) }
}
