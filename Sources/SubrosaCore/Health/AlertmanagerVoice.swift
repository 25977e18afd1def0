/// Whether the local Alertmanager says anything. One that has a peer probes one of them every second (`ProbeInterval` of
/// memberlist), and answers canaries besides.
package struct AlertmanagerVoice: Sendable {
    /// Closed: the raw value is the word in status and metrics, the ``code`` stands on the wire.
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// It has sent nothing yet, and may only be starting.
        case unknown
        case heard
        /// It should have sent something and did not.
        case silent
        /// It is heard, and tells its peers to answer elsewhere than at this node's virtual address.
        case misaddressed

        /// As REPORT has it (docs/PROTOCOL.md).
        package var code: UInt8 {
            switch self {
            case .unknown: 0
            case .heard: 1
            case .silent: 2
            case .misaddressed: 3
            }
        }

        /// A code that is not known means ``unknown``.
        package init(code: UInt8) { self = Self.allCases.first { $0.code == code } ?? .unknown }
    }

    /// Eight times memberlist's probe interval is the longest that it waits when it thinks ill of itself; canaries are
    /// answered all the same.
    package static let silenceLimit = Duration.seconds(5)
    /// Until it has sent its first datagram: it is started after this node.
    package static let startLimit = Duration.seconds(15)

    package private(set) var lastHeard: Instant?
    /// Where it has its peers answer, if that is not this node's virtual address: `ip:port`.
    package private(set) var wrongAddress: String?
    /// Since when some peer has been linked, so that there is somebody to talk to.
    private var linkedSince: Instant?

    package init() {}

    /// It sent a datagram to some peer.
    package mutating func heard(now: Instant) { lastHeard = now }

    /// It said where its peers shall answer; nil: at this node's virtual address.
    package mutating func advertised(wrong address: String?) { wrongAddress = address }

    /// Whether any peer can be reached now.
    package mutating func linked(_ isLinked: Bool, now: Instant) {
        if !isLinked { linkedSince = nil } else if linkedSince == nil { linkedSince = now }
    }

    package func state(now: Instant) -> State {
        let heard = wrongAddress == nil ? State.heard : .misaddressed
        guard let linkedSince else { return lastHeard == nil ? .unknown : heard }
        guard let lastHeard else { return now - linkedSince > Self.startLimit ? .silent : .unknown }
        return now - max(lastHeard, linkedSince) > Self.silenceLimit ? .silent : heard
    }
}
