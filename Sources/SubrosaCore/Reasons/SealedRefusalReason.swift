/// Why a UDP packet that came to the link port was thrown away. Nothing is answered. Closed: metrics and documentation share
/// the raw value as `reason`.
package enum SealedRefusalReason: String, Hashable, Sendable, CaseIterable {
    /// It is too short, too long, or of another version.
    case malformed
    /// No link has handed over a key with this id: a stranger's, or one whose link has ended.
    case unknownKey = "unknown_key"
    /// It has come before: a replay, or a network that doubles packets.
    case replayed
    /// It is so far behind the newest that a replay could not be told.
    case tooOld = "too_old"
    /// It is not what the peer sealed: altered, cut, or made up.
    case notAuthentic = "not_authentic"
    /// The peer sealed something that means nothing.
    case contentInvalid = "content_invalid"

    /// What happened, as documentation says it.
    package var message: String {
        switch self {
        case .malformed: "the packet is too short, too long, or of another version"
        case .unknownKey: "no link has handed over a key with the id in the packet"
        case .replayed: "the packet has come before"
        case .tooOld: "the packet is so far behind the newest that a replay could not be told"
        case .notAuthentic: "the packet is not what a peer sealed: it was altered, cut, or made up"
        case .contentInvalid: "a peer sealed something that means nothing to this version"
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .malformed, .notAuthentic:
            "a few mean nothing: they were thrown away; if there are many, find out who sends to UDP on the link port"
        case .unknownKey: "nothing, if a link has just ended; else find out who sends to UDP on the link port"
        case .replayed, .tooOld:
            "nothing, if a network on the way doubles or delays packets; else somebody plays them back, without effect"
        case .contentInvalid: "run the same version on every node"
        }
    }
}
