/// A certificate that `tls.deny` shuts out, whatever CA has issued it.
///
/// Not by a hash of the certificate: a signature can be wrapped differently without becoming invalid, so that whoever
/// holds the certificate could give it another hash.
package enum DeniedCertificate: Hashable, Sendable {
    /// Every certificate for this key: SHA-256 of the SubjectPublicKeyInfo, 32 bytes.
    case key(sha256: [UInt8])
    /// The certificate with this serial number (big-endian, without leading zeros) from the issuer whose name
    /// `subrosa pki inspect` prints like this.
    case serial([UInt8], issuer: String)
}
