import Crypto
import FoundationEssentials
import SubrosaCore
import X509

/// Decides about a peer from the certificates that it presented in the TLS handshake. This is all the verification
/// there is: TLS itself only proves that the peer holds the leaf's private key.
///
/// The order of the checks is part of the contract, so that the reason given is the true one:
///
/// 1. something presented, and readable;
/// 2. in date, meant for this use, with a key of an allowed kind, not denied by its key: all of it true of the leaf
///    whoever has signed it;
/// 3. chaining to a CA. What is said of *other* certificates, and of serial numbers and issuers, is true only of a chain
///    whose signatures hold, so denied certificates of all kinds, the CA's included, are looked for in each chain that is
///    found, and then revoked ones: every certificate below the root, on its issuer's list. A chain through a denied or
///    revoked CA does not keep another chain of the same leaf from being found. Revoked comes before not known to be
///    good, and a list that has run out still says who is revoked;
/// 4. and only then whom it proves.
package struct PeerVerifier: Sendable {
    /// Which end of the connection this node is.
    package enum Side: Hashable, Sendable {
        /// This node opened the connection to reach the named node.
        case dialling(NodeName)
        /// Somebody opened the connection to this node.
        case accepting
    }

    private let chains: ChainVerifier
    private let table: NodeTable
    private let localName: NodeName

    /// - Parameters:
    ///   - table: All configured nodes.
    ///   - localName: The node that this is; nobody else may prove only that.
    package init(trust: Trust, table: NodeTable, localName: NodeName) {
        self.chains = ChainVerifier(trust: trust)
        self.table = table
        self.localName = localName
    }

    /// - Parameters:
    ///   - chain: DER as presented, the peer's own certificate first. At most ``PresentedChain/maximumCount``
    ///     certificates and ``PresentedChain/maximumByteCount`` bytes are looked at.
    ///   - now: The time by which dates are judged.
    package func verify(chain: [[UInt8]], side: Side, now: Date) async -> PeerVerdict {
        do throws(Refusal) {
            let presented = try PresentedChain(der: chain)
            let names = try Self.names(of: presented.leaf)
            let purpose: CertificatePurpose = side == .accepting ? .clientAuth : .serverAuth
            let verified = try await chains.verify(presented, purposes: [purpose], now: now)
            return .admitted(
                ProvenPeer(
                    nodes: try nodes(provenBy: names, leaf: presented.leaf, side: side),
                    notAfter: verified.map(\.notValidAfter).min() ?? presented.leaf.notValidAfter,
                    certificateNotAfter: presented.leaf.notValidAfter,
                    authority: AuthorityName(of: verified.last ?? presented.leaf),
                    fingerprint: Array(SHA256.hash(data: chain[0])),
                    subject: UntrustedText.escaped(presented.leaf.subject.description),
                    serial: SerialText.hexadecimal(presented.leaf.serialNumber)))
        } catch {
            return .refused(error)
        }
    }

    private static func names(of leaf: Certificate) throws(Refusal) -> CertificateNames {
        do {
            return try CertificateNames(of: leaf)
        } catch {
            throw Refusal(
                .certificateUnreadable,
                "the alternative names cannot be parsed: subject \(UntrustedText.quoted(leaf.subject.description))")
        }
    }

    private static func text(of identities: [Identity]) -> String {
        guard !identities.isEmpty else { return "(not configured)" }
        return identities.map { UntrustedText.escaped($0.description, limit: 80) }.joined(separator: " or ")
    }

    private func nodes(provenBy names: CertificateNames, leaf: Certificate, side: Side) throws(Refusal) -> [NodeName] {
        let proven = table.nodes.filter { node in
            node.identities.contains { IdentityMatcher.proves(names, $0) }
        }
        .map(\.name)
        let others = proven.filter { $0 != localName }
        let found =
            "the certificate proves \(names.summary); subject \(UntrustedText.quoted(leaf.subject.description, limit: 60))"
        switch side {
        case .dialling(let dialled):
            if others.contains(dialled) { return others }
            let wanted = "expected \(Self.text(of: table[dialled]?.identities ?? [])) of \(dialled)"
            if let other = others.first { throw Refusal(.wrongNode, "\(wanted), reached \(other); \(found)") }
            if !proven.isEmpty { throw Refusal(.ownIdentity, "\(wanted), reached this node's own identity; \(found)") }
            throw Refusal(.notAConfiguredNode, "\(wanted); \(found)")
        case .accepting:
            if !others.isEmpty { return others }
            throw proven.isEmpty
                ? Refusal(.notAConfiguredNode, found)
                : Refusal(.ownIdentity, "the peer has this node's identity (\(localName)); \(found)")
        }
    }
}
