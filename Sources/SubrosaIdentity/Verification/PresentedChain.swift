import SubrosaCore
import SwiftASN1
import X509

/// The certificates that a peer sent, parsed, within limits that keep a stranger from costing much.
///
/// Keys need no limit here: RSA outside 2,048 to 8,192 bits is not parsed (swift-crypto and BoringSSL see to that).
package struct PresentedChain: Sendable {
    /// More certificates are refused unparsed.
    package static let maximumCount = 8
    /// More bytes of DER, all certificates together, are refused unparsed.
    package static let maximumByteCount = 64 * 1024

    package let leaf: Certificate
    /// What may stand between the leaf and a CA, in the order presented. Certificates that cannot be parsed, or that
    /// are of no use, are not among them: the chain may do without.
    package let intermediates: [Certificate]
    /// How many certificates were left out of ``intermediates``.
    package let ignoredCount: Int

    /// - Parameter der: DER, the leaf first.
    package init(der: [[UInt8]]) throws(Refusal) {
        guard let first = der.first else { throw Refusal(.noCertificate, "the handshake carried no certificate") }
        guard der.count <= Self.maximumCount else {
            throw Refusal(.certificateUnreadable, "\(der.count) certificates, at most \(Self.maximumCount) are taken")
        }
        let size = der.reduce(0) { $0 + $1.count }
        guard size <= Self.maximumByteCount else {
            throw Refusal(
                .certificateUnreadable, "\(size) bytes of certificates, at most \(Self.maximumByteCount) are taken")
        }
        do {
            self.leaf = try Certificate(derEncoded: first)
        } catch {
            throw Refusal(.certificateUnreadable, "\(first.count) bytes: \(ParseFailure.explanation(of: error))")
        }
        self.intermediates = Self.usable(der.dropFirst().compactMap { try? Certificate(derEncoded: $0) })
        self.ignoredCount = der.count - 1 - intermediates.count
    }

    /// Leaves out what would make the search for a chain expensive. The Verifier takes two certificates for the same
    /// one, and so does not go round in circles, when subject, key and alternative names agree. Eight certificates for
    /// one key that differ only in their alternative names would cost it 7! paths of signature checks; so for each
    /// subject and key the first one's alternative names decide. Cross-signed CAs (same names, another issuer) are
    /// kept.
    private static func usable(_ certificates: [Certificate]) -> [Certificate] {
        var names: [Owner: ArraySlice<UInt8>?] = [:]
        return certificates.filter { certificate in
            let owner = Owner(subject: certificate.subject, key: certificate.publicKey)
            let alternativeNames = certificate.extensions[oid: .X509ExtensionID.subjectAlternativeName]?.value
            guard let known = names[owner] else {
                names[owner] = .some(alternativeNames)
                return true
            }
            return known == alternativeNames
        }
    }

    private struct Owner: Hashable {
        let subject: DistinguishedName
        let key: Certificate.PublicKey
    }
}
