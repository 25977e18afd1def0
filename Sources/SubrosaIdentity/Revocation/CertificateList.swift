import FoundationEssentials
import SwiftASN1
import X509

/// A CA's list of the certificates that it has revoked: a CertificateList of RFC 5280 section 5 (a CRL), version 1 or 2,
/// complete, about the certificates of the CA that signed it.
package struct CertificateList: Hashable, Sendable, DERSerializable {
    /// The most bytes of DER.
    package static let maximumByteCount = 16 * 1024 * 1024
    /// The most entries.
    package static let maximumEntryCount = 500_000
    /// The label of its PEM block (RFC 7468 section 7).
    package static let pemLabel = "X509 CRL"

    /// The bytes that the list was parsed from.
    package let der: [UInt8]
    /// The CA that speaks; that it has signed has to be checked (``signer(_:)``).
    package let issuer: DistinguishedName
    package let thisUpdate: Date
    /// When a newer list will be there at the latest; without one a list is of no use to us, as it would hold for ever.
    package let nextUpdate: Date?
    package let number: CertificateListNumber?

    /// TBSCertList, verbatim: what is signed.
    let signedBytes: ArraySlice<UInt8>
    let algorithm: Certificate.SignatureAlgorithm
    let signature: ArraySlice<UInt8>
    let entries: RevokedSerials

    /// Parses DER. Nothing is allocated by a length that a list claims.
    package init(der: [UInt8]) throws(CertificateListFlaw) {
        self = try CertificateListParser(der: der).parse()
    }

    init(
        der: [UInt8], header: CertificateListParser.Header, number: CertificateListNumber?,
        signedBytes: ArraySlice<UInt8>, signature: ArraySlice<UInt8>, entries: RevokedSerials
    ) {
        self.der = der
        self.issuer = header.issuer
        self.thisUpdate = header.thisUpdate
        self.nextUpdate = header.nextUpdate
        self.algorithm = header.algorithm
        self.number = number
        self.signedBytes = signedBytes
        self.signature = signature
        self.entries = entries
    }

    package static func == (left: CertificateList, right: CertificateList) -> Bool { left.der == right.der }

    package func hash(into hasher: inout Hasher) { hasher.combine(der) }

    package func serialize(into coder: inout DER.Serializer) throws { coder.serializeRawBytes(der) }

    /// How many certificates the list says are revoked.
    package var revokedCount: Int { entries.count }

    /// The entries, by date and then by serial number: a listing, not a lookup.
    package var revoked: [RevokedCertificate] { entries.all }

    /// The entry about a certificate of this CA; a hash lookup.
    package func entry(for serial: Certificate.SerialNumber) -> RevokedCertificate? { entries[serial] }

    /// Whether this list is to be preferred to another one of the same CA: begun later, or at the same second with a
    /// higher number.
    package func isNewer(than other: CertificateList) -> Bool {
        if thisUpdate != other.thisUpdate { return thisUpdate > other.thisUpdate }
        guard let number else { return false }
        return other.number.map { $0 < number } ?? true
    }

    /// What a CA has to do with a list.
    package enum Signer: Hashable, Sendable {
        /// It has signed the list and may.
        case signed
        /// The list names another CA.
        case anotherName
        /// The list names it, but another key has signed (or the list has been altered).
        case anotherKey
        /// It has signed, but its certificate does not allow it to (RFC 5280 4.2.1.3, 5); why not.
        case mayNot(String)
    }

    /// Whether `authority` has signed this list, by name, key and right. Its dates are not looked at: they end the
    /// chains that it stands in.
    package func signer(_ authority: Certificate) -> Signer {
        guard authority.subject == issuer else { return .anotherName }
        guard authority.publicKey.isValidSignature(signature, for: signedBytes, signatureAlgorithm: algorithm) else {
            return .anotherKey
        }
        guard authority.version == .v3, CertificateRules.isAuthority(authority) else {
            return .mayNot("its certificate is not marked as a CA's (basicConstraints)")
        }
        do {
            if let usage = try authority.extensions.keyUsage, !usage.cRLSign {
                return .mayNot("the key usage of its certificate lacks cRLSign")
            }
        } catch {
            return .mayNot("the key usage of its certificate cannot be parsed")
        }
        return .signed
    }
}
