/// Something that happened to a node, kept for whoever looks at it later: what the log says of it, without the log.
package struct NodeEvent: Hashable, Sendable {
    /// The raw value stands in the status; it never changes its meaning.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case linkUp = "link_up"
        /// A new link has taken the place of one that was up.
        case linkRenewed = "link_renewed"
        case linkDown = "link_down"
        case peerRefused = "peer_refused"
        case reloaded = "reloaded"
        case reloadRefused = "reload_refused"
        case edgeAttached = "edge_attached"
        case edgeLost = "edge_lost"
        case expiresSoon = "expires_soon"
        case expired = "expired"
    }

    /// The most characters of ``message`` and of ``detail``; the rest is left out.
    package static let textLimit = 400

    package let kind: Kind
    /// When it happened, or happened last.
    package internal(set) var time: WallTime
    /// Who it is about, if that is a peer.
    package internal(set) var peer: NodeName?
    /// Which of the two links with that peer.
    package let direction: PeerCounters.Direction?
    /// The other end: `ip:port`, or a host where many connections are told as one.
    package let address: String?
    /// The raw value of a reason: ``LinkDownReason``, ``RefusalReason``.
    package let reason: String?
    /// Why, in words.
    package let message: String?
    /// What the system or the other side said. Escaped as in the log.
    package internal(set) var detail: String?
    /// How often it happened.
    package internal(set) var count: UInt64

    package init(
        _ kind: Kind, at time: WallTime, peer: NodeName? = nil, direction: PeerCounters.Direction? = nil,
        address: String? = nil, reason: String? = nil, message: String? = nil, detail: String? = nil, count: UInt64 = 1
    ) {
        self.kind = kind
        self.time = time
        self.peer = peer
        self.direction = direction
        self.address = address
        self.reason = reason
        self.message = message.map(Self.clipped)
        self.detail = detail.map(Self.clipped)
        self.count = count
    }

    private static func clipped(_ text: String) -> String {
        // Counted in bytes first: text that is short enough is the rule.
        guard text.utf8.count > textLimit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(textLimit)))
    }
}
