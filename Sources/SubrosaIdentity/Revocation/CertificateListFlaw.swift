/// Why a list of revoked certificates cannot be used. A list that is not wholly understood could leave out what it
/// means to revoke, so nothing of it is used.
package enum CertificateListFlaw: Error, Hashable, Sendable {
    /// It is no DER, or not what RFC 5280 section 5.1 describes; what part of it.
    case malformed(String)
    /// Neither version 1 nor 2.
    case version
    /// Signed in a way that is not believed, SHA-1 for example.
    case signatureAlgorithm
    /// A critical extension, of the list or of an entry, that is not understood; its object identifier.
    case criticalExtension(String)
    /// It holds changes to another list (deltaCRLIndicator, or an entry removeFromCRL).
    case delta
    /// It covers a part of the certificates only (issuingDistributionPoint).
    case partial
    /// It is about certificates of other CAs than the one that signed it (certificateIssuer).
    case indirect
    /// More entries than ``CertificateList/maximumEntryCount``.
    case tooManyEntries

    /// The second half of "the list cannot be used: ...".
    package var explanation: String {
        switch self {
        case .malformed(let part): "it is not a CRL in DER: \(part) cannot be parsed"
        case .version: "it is neither version 1 nor version 2"
        case .signatureAlgorithm:
            "its signature algorithm is not supported (use ECDSA or RSA PKCS#1 with SHA-2, or Ed25519)"
        case .criticalExtension(let identifier): "it has a critical extension that is not understood: \(identifier)"
        case .delta: "it is a delta CRL, which only has the changes since another list"
        case .partial: "it covers only a part of the CA's certificates (it has an issuingDistributionPoint)"
        case .indirect: "it is an indirect CRL, which speaks for other CAs than the one that signed it"
        case .tooManyEntries: "it has more than \(CertificateList.maximumEntryCount) entries"
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .malformed, .version: "fetch the CA's list again, whole, in PEM or DER"
        case .signatureAlgorithm: "have the CA sign its lists otherwise (subrosa pki crl, or openssl ca -gencrl)"
        case .criticalExtension, .delta, .partial, .indirect:
            "put a complete list there that the CA itself has signed for all of its certificates"
        case .tooManyEntries: "leave out the certificates that have expired"
        }
    }
}
