/// One direction between this node and a peer: the link that the one dialled to the other.
package struct LinkStatus: Hashable, Sendable {
    /// How the last one ended, or why the last dial failed.
    package struct Trouble: Hashable, Sendable {
        /// The raw value of a ``LinkDownReason``, ``DialFailureReason`` or ``RefusalReason``.
        package let reason: String
        package let message: String
        package let remedy: String
        package let detail: String?
        package let time: WallTime

        package init(reason: String, message: String, remedy: String, detail: String?, time: WallTime) {
            self.reason = reason
            self.message = message
            self.remedy = remedy
            self.detail = detail
            self.time = time
        }
    }

    package var isUp = false
    /// Since when it is up or down; nil before the first link.
    package var since: WallTime?
    /// `ip:port` of the other end; nil while it is down.
    package var address: String?
    /// What the peer presented; kept when the link is down.
    package var certificate: CertificateStatus?
    package var lastTrouble: Trouble?
    /// How often it came up.
    package var count: UInt64 = 0
    /// How often it was lost, and why.
    package var losses: [LinkDownReason: UInt64] = [:]

    package init() {}
}
