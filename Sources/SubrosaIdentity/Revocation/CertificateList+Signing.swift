import FoundationEssentials
import SwiftASN1
import X509

extension CertificateList {
    /// Makes and signs a list: version 2, with cRLNumber and authorityKeyIdentifier (RFC 5280 5.2.1, 5.2.3), signed
    /// with SHA-2 as the kind of `key` is (ECDSA, RSA PKCS#1) or Ed25519.
    ///
    /// - Parameters:
    ///   - issuer: The CA's certificate.
    ///   - key: Its private key.
    ///   - thisUpdate: When the list begins. A reader with a clock behind this one refuses it, so backdate it a little.
    ///   - nextUpdate: When it runs out.
    ///   - number: Higher than that of any earlier list of this CA.
    ///   - revoked: At most ``maximumEntryCount``.
    /// - Throws: ``SigningFailure`` if the CA may not sign lists or the key is another's; ``CertificateListFlaw`` if
    ///   nobody could use the list; ``CertificateListTemplate/Failure``; swift-crypto's errors.
    package init(
        issuer: Certificate, key: Certificate.PrivateKey, thisUpdate: Date, nextUpdate: Date,
        number: CertificateListNumber, revoked: [RevokedCertificate]
    ) throws {
        guard revoked.count <= Self.maximumEntryCount else { throw CertificateListFlaw.tooManyEntries }
        var serializer = DER.Serializer()
        try serializer.serialize(number.bytes[...])
        let identifier =
            try issuer.extensions.subjectKeyIdentifier?.keyIdentifier
            ?? SubjectKeyIdentifier(hash: issuer.publicKey).keyIdentifier
        let template = CertificateListTemplate(
            issuer: issuer.subject, thisUpdate: thisUpdate, nextUpdate: nextUpdate,
            entries: revoked.map { CertificateListTemplate.Entry($0) },
            extensions: [
                try Certificate.Extension(AuthorityKeyIdentifier(keyIdentifier: identifier), critical: false),
                Certificate.Extension(oid: [2, 5, 29, 20], critical: false, value: serializer.serializedBytes[...]),
            ])
        // Parsed again, so that what is handed out is what a reader finds.
        try self.init(der: try template.signed(with: key))
        let signer = signer(issuer)
        guard signer == .signed else { throw SigningFailure(signer: signer) }
    }

    /// The CA's certificate does not fit a list signed with the key given.
    package struct SigningFailure: Error, Hashable, Sendable {
        package let signer: Signer

        package init(signer: Signer) { self.signer = signer }
    }

    /// The list as one PEM block.
    package var pem: String { PEMText.text(label: Self.pemLabel, der: der) }
}
