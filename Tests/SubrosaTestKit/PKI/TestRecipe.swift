import FoundationEssentials
import SwiftASN1
import X509

/// Turns the wishes for a test certificate into one.
struct TestRecipe {
    var subject: String
    var names: [TestName] = []
    var isAuthority: Bool
    var faults: Set<TestFault> = []
    var now: Date

    private func has(_ fault: TestFault) -> Bool { faults.contains(fault) }

    /// - Parameters:
    ///   - issuer: nil makes it self-signed with `issuerKey`.
    func make(
        publicKey: Certificate.PublicKey, issuer: DistinguishedName?, issuerKey: Certificate.PrivateKey
    ) throws -> Certificate {
        let subject = try distinguishedName()
        let certificate = try Certificate(
            version: has(.version1) ? .v1 : .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
            notValidBefore: now.addingTimeInterval(has(.notYetValid) ? 3_600 : -7_200),
            notValidAfter: now.addingTimeInterval(lifetime), issuer: issuer ?? subject, subject: subject,
            signatureAlgorithm: has(.signedWithSHA1) ? .sha1WithRSAEncryption : Self.algorithm(for: issuerKey),
            extensions: has(.version1) ? Certificate.Extensions() : try extensions(publicKey: publicKey),
            issuerPrivateKey: issuerKey)
        return has(.brokenSignature) ? try Self.withBrokenSignature(certificate) : certificate
    }

    private var lifetime: TimeInterval {
        for case .endsIn(let seconds) in faults { return seconds }
        return has(.expired) ? -3_600 : 30 * 24 * 3_600
    }

    private func distinguishedName() throws -> DistinguishedName {
        if has(.emptySubject) { return DistinguishedName() }
        var parts = [try RelativeDistinguishedName(CommonName(subject).makeRDN())]
        for case .secondCommonName(let other) in faults { parts.append(try CommonName(other).makeRDN()) }
        for case .organizationalUnit(let unit) in faults {
            parts.append(try OrganizationalUnitName(unit).makeRDN())
        }
        return DistinguishedName(parts)
    }

    private func extensions(publicKey: Certificate.PublicKey) throws -> Certificate.Extensions {
        var list: [Certificate.Extension] = []
        if !has(.noBasicConstraints) {
            list.append(try Certificate.Extension(basicConstraints, critical: true))
        }
        if !has(.noKeyUsage) { list.append(try Certificate.Extension(keyUsage, critical: true)) }
        if let usages = extendedUsages {
            list.append(
                try Certificate.Extension(try ExtendedKeyUsage(usages), critical: has(.criticalExtensions)))
        }
        if let names = try alternativeNames() { list.append(names) }
        if let constraints = nameConstraints { list.append(try Certificate.Extension(constraints, critical: true)) }
        if has(.unknownCriticalExtension) {
            list.append(Certificate.Extension(oid: [1, 3, 6, 1, 4, 1, 55555, 1], critical: true, value: [0x05, 0x00]))
        }
        list.append(try Certificate.Extension(SubjectKeyIdentifier(hash: publicKey), critical: false))
        return try Certificate.Extensions(list)
    }

    private var basicConstraints: BasicConstraints {
        guard (isAuthority && !has(.authorityIsNone)) || has(.leafIsAuthority) else { return .notCertificateAuthority }
        for case .pathLength(let length) in faults { return .isCertificateAuthority(maxPathLength: length) }
        return .isCertificateAuthority(maxPathLength: nil)
    }

    private var keyUsage: KeyUsage {
        if has(.keyAgreementOnly) { return KeyUsage(keyAgreement: true) }
        return isAuthority ? KeyUsage(keyCertSign: true, cRLSign: true) : KeyUsage(digitalSignature: true)
    }

    private var extendedUsages: [ExtendedKeyUsage.Usage]? {
        if has(.lacksClientAuth) { return [.serverAuth] }
        if has(.lacksServerAuth) { return [.clientAuth] }
        if has(.codeSigningOnly) { return [.codeSigning] }
        if has(.anyExtendedUsage) { return [.any] }
        return isAuthority || has(.noExtendedUsage) ? nil : [.serverAuth, .clientAuth]
    }

    private func alternativeNames() throws -> Certificate.Extension? {
        if has(.damagedNames) {
            return Certificate.Extension(
                oid: .X509ExtensionID.subjectAlternativeName, critical: false, value: [0x30, 0x03, 0x82, 0x05, 0x61])
        }
        guard !names.isEmpty else { return nil }
        return try Certificate.Extension(
            SubjectAlternativeNames(names.map(\.generalName)), critical: has(.criticalExtensions))
    }

    private var nameConstraints: NameConstraints? {
        var permitted: [GeneralName] = []
        var excluded: [GeneralName] = []
        for fault in faults {
            switch fault {
            case .permitsOnly(let domain): permitted.append(.dnsName(domain))
            case .excludes(let domain): excluded.append(.dnsName(domain))
            default: break
            }
        }
        guard !(permitted.isEmpty && excluded.isEmpty) else { return nil }
        return NameConstraints(permittedSubtrees: permitted, excludedSubtrees: excluded)
    }

    private static func algorithm(for key: Certificate.PrivateKey) -> Certificate.SignatureAlgorithm {
        switch key.description.prefix(4) {
        case "RSA1", "RSA2", "RSA4": .sha256WithRSAEncryption
        case "Ed25": .ed25519
        case "P384": .ecdsaWithSHA384
        case "P521": .ecdsaWithSHA512
        default: .ecdsaWithSHA256
        }
    }

    /// The certificate's last byte is the last of the signature.
    private static func withBrokenSignature(_ certificate: Certificate) throws -> Certificate {
        var bytes = try certificate.derBytes()
        bytes[bytes.count - 1] ^= 1
        return try Certificate(derEncoded: bytes)
    }
}

extension Certificate {
    func derBytes() throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(self)
        return serializer.serializedBytes
    }
}
