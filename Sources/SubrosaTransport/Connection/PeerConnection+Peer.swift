import SubrosaCore
import SubrosaIdentity
import SubrosaWire

extension PeerConnection {
    /// A peer that has said an acceptable hello.
    struct Peer {
        let name: NodeName
        let role: Hello.Role
        let digest: TableDigest
        let abilities: Hello.Abilities
        let proven: ProvenPeer
        /// DER, as presented.
        let chain: [[UInt8]]
        let side: PeerVerifier.Side
        /// Of the settings by which it was judged.
        let generation: Int
        /// Of the settings with which this node showed itself.
        let presentation: Int
    }

    /// What the creator of the connection is told, once.
    enum Outcome {
        /// Set ``receiver`` before returning.
        case ready(Peer)
        case refused(Refusal)
    }
}
