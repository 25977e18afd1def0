import FoundationEssentials
import SubrosaIdentity
import X509

extension TestAuthority {
    /// The DER of a list of revoked certificates that this CA has signed, in date unless asked for otherwise.
    /// - Parameters:
    ///   - revoked: Certificates to be on it.
    ///   - begins: Seconds from now.
    ///   - ends: Seconds from now; nil for no end.
    ///   - number: cRLNumber.
    ///   - signer: Another CA to sign it in this one's name.
    ///   - change: What is to be otherwise with it.
    package func list(
        revoking revoked: [Certificate] = [], reason: RevocationReason? = nil, begins: TimeInterval = -3_600,
        ends: TimeInterval? = 86_400, number: UInt8 = 1, signedBy signer: TestAuthority? = nil,
        change: (inout CertificateListTemplate) -> Void = { _ in }
    ) throws -> [UInt8] {
        var template = CertificateListTemplate(
            issuer: certificate.subject, thisUpdate: now.addingTimeInterval(begins),
            nextUpdate: ends.map { now.addingTimeInterval($0) },
            entries: revoked.map {
                CertificateListTemplate.Entry(
                    RevokedCertificate(
                        serial: $0.serialNumber, date: now.addingTimeInterval(begins), reason: reason))
            },
            extensions: [Certificate.Extension(oid: [2, 5, 29, 20], critical: false, value: [0x02, 0x01, number])])
        change(&template)
        return try template.signed(with: (signer ?? self).key)
    }
}
