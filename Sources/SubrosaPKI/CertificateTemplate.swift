import Crypto
import FoundationEssentials
import X509

/// How the certificates of this little CA look. Pure but for the random key and serial number given to it.
package enum CertificateTemplate {
    /// How far back a certificate begins, so that machines whose clocks are a little behind believe it, in seconds.
    package static let backdating: TimeInterval = 300
    /// The longest common name, in bytes: `ub-common-name` of RFC 5280 counts characters, this is the safe side.
    package static let maximumCommonNameLength = 64

    /// 128 random bits, positive and never zero: the first byte is 0x01 to 0x7f.
    package static func randomSerial() -> Certificate.SerialNumber {
        var generator = SystemRandomNumberGenerator()
        let head = UInt8.random(in: 0x01...0x7f, using: &generator)
        let tail = (1..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return Certificate.SerialNumber(bytes: [head] + tail)
    }

    /// A self-signed CA that may issue leaves but no CAs.
    package static func authority(
        name: String, key: Certificate.PrivateKey, serial: Certificate.SerialNumber, now: Date, lifetime: TimeInterval
    ) throws -> Certificate {
        let subject = try DistinguishedName { CommonName(name) }
        let identifier = SubjectKeyIdentifier(hash: key.publicKey)
        return try Certificate(
            version: .v3, serialNumber: serial, publicKey: key.publicKey,
            notValidBefore: now.addingTimeInterval(-backdating), notValidAfter: now.addingTimeInterval(lifetime),
            issuer: subject, subject: subject,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                identifier
                AuthorityKeyIdentifier(keyIdentifier: identifier.keyIdentifier)
            },
            issuerPrivateKey: key)
    }

    /// A node's certificate, for both ends of TLS.
    /// - Parameter names: Without any, only a `cn:` identity is proven.
    package static func node(
        subject: DistinguishedName, names: [GeneralName], key: Certificate.PublicKey,
        serial: Certificate.SerialNumber, notBefore: Date, notAfter: Date, issuer: SigningAuthority
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: serial, publicKey: key, notValidBefore: notBefore, notValidAfter: notAfter,
            issuer: issuer.certificate.subject, subject: subject,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth, .clientAuth])
                if !names.isEmpty { SubjectAlternativeNames(names) }
                SubjectKeyIdentifier(hash: key)
                AuthorityKeyIdentifier(keyIdentifier: try keyIdentifier(of: issuer.certificate))
            },
            issuerPrivateKey: issuer.key)
    }

    /// What certificates and CRLs of a CA name its key by.
    static func keyIdentifier(of authority: Certificate) throws -> ArraySlice<UInt8> {
        try authority.extensions.subjectKeyIdentifier?.keyIdentifier
            ?? SubjectKeyIdentifier(hash: authority.publicKey).keyIdentifier
    }
}
