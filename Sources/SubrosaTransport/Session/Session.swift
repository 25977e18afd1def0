import FoundationEssentials
import SubrosaCore
import SubrosaIdentity

/// A connection that has said hello, for as long as it is open: what was believed of it, so that it can be judged again.
struct Session {
    /// DER, as presented.
    let chain: [[UInt8]]
    let side: PeerVerifier.Side
    /// Who the hello said it is.
    let name: NodeName
    /// The last verdict.
    var proven: ProvenPeer
    /// When to try for a connection on a newer certificate; nil if that is over, or of no use.
    var renewalDue: Date?
    let owner: Owner
    /// A verdict by the settings of this generation is being found.
    var judgedBy: Int?

    /// What the link or lane on the connection does.
    struct Owner {
        /// Ends it, since it would not be admitted any more.
        let end: (LinkDownReason, _ detail: String) -> Void
        /// Its certificate ends soon.
        var expiresSoon: (() -> Void)?
    }

    /// How long before its certificate ends a connection is renewed, in seconds; for shorter lives, half of the life.
    private static let renewalMargin: TimeInterval = 60

    init(_ peer: PeerConnection.Peer, owner: Owner, now: Date) {
        chain = peer.chain
        side = peer.side
        name = peer.name
        proven = peer.proven
        self.owner = owner
        guard owner.expiresSoon != nil else { return }
        let life = peer.proven.notAfter.timeIntervalSince(now)
        renewalDue = peer.proven.notAfter.addingTimeInterval(-min(Self.renewalMargin, life / 2))
    }

    /// When it has to be looked at again; nil while a verdict is being found.
    var nextMoment: Date? { judgedBy == nil ? min(proven.notAfter, renewalDue ?? proven.notAfter) : nil }

    /// Sessions with the same question get the same verdict.
    var question: Question { Question(fingerprint: proven.fingerprint, side: side) }

    struct Question: Hashable {
        let fingerprint: [UInt8]
        let side: PeerVerifier.Side
    }

    /// What a verdict of today means for it.
    func objection(to verdict: PeerVerdict) -> Refusal? {
        switch verdict {
        case .refused(let refusal): refusal
        case .admitted(let proven) where proven.nodes.contains(name): nil
        case .admitted(let proven):
            Refusal(
                .wrongNode,
                "it is linked as \(name), its certificate proves \(proven.nodes.map(\.text).joined(separator: ", "))")
        }
    }
}
