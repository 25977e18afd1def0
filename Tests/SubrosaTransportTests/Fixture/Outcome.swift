import SubrosaCore
import SubrosaIdentity
import SubrosaWire

@testable import SubrosaTransport

/// How a connection's beginning came out, in a form that leaves the event loop.
enum Outcome: Equatable, Sendable {
    case ready(String, Hello.Role, digest: UInt8)
    case refused(RefusalReason)
    case notConnected(DialFailureReason)

    init(_ outcome: PeerConnection.Outcome) {
        switch outcome {
        case .ready(let peer): self.init(peer)
        case .refused(let refusal): self = .refused(refusal.reason)
        }
    }

    init(_ peer: PeerConnection.Peer) { self = .ready(peer.name.text, peer.role, digest: peer.digest.bytes[0]) }

    init(_ failure: DialFailure) {
        switch failure {
        case .connect(let reason, _): self = .notConnected(reason)
        case .refused(let refusal): self = .refused(refusal.reason)
        }
    }
}
