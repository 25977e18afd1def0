import FoundationEssentials
import NIOCore
import NIOSSL
import SubrosaCore
import SubrosaIdentity
import SubrosaNames
import SubrosaWire

/// What every connection of this node shares.
package struct PeerConnectionSettings: Sendable {
    /// The TLS handshake has to end within this time, and the hello has to come within it after that.
    package static let defaultDeadline = TimeAmount.seconds(3)

    package let localName: NodeName
    package let digest: TableDigest
    package let verifier: PeerVerifier
    /// Those that connections wait for.
    package let verdicts: OpenVerdicts
    package let contexts: TLSContexts
    /// What peers may ask for in SNI; nil if that makes no difference.
    package let serverNames: ServerNames?
    package let deadline: TimeAmount
    /// Who is asked for the addresses of peers.
    package let names: NameService
    /// What the verifier believes.
    package let trust: Trust
    /// When this node's own certificate ends.
    package let ownNotAfter: Date
    /// Which way datagrams go.
    package let datagrams: DatagramMode
    /// With which this node seals them.
    package let cipher: DatagramKey.Cipher
    /// Counts up with each reload.
    package var generation = 0
    /// Counts up with each reload by which this node shows its peers something else.
    package var presentation = 0

    package init(
        localName: NodeName, digest: TableDigest, verifier: PeerVerifier, verdicts: OpenVerdicts,
        contexts: TLSContexts,
        trust: Trust, ownNotAfter: Date, serverNames: ServerNames? = nil, names: NameService = NameService(),
        datagrams: DatagramMode = .tls, cipher: DatagramKey.Cipher = .chaCha20Poly1305,
        deadline: TimeAmount = Self.defaultDeadline
    ) {
        self.localName = localName
        self.digest = digest
        self.verifier = verifier
        self.verdicts = verdicts
        self.contexts = contexts
        self.serverNames = serverNames
        self.deadline = deadline
        self.names = names
        self.trust = trust
        self.ownNotAfter = ownNotAfter
        self.datagrams = datagrams
        self.cipher = cipher
    }

    /// What a hello says of this node.
    var abilities: Hello.Abilities { datagrams == .tls ? [] : .takesSealedDatagrams }
}
