import FoundationEssentials
import SubrosaIdentity
import X509

/// A certificate, in words.
enum CertificateInspection {
    static func paragraph(_ certificate: Certificate, title: String, now: Date) throws -> InspectionParagraph {
        let authority = try certificate.extensions.basicConstraints
        let names = try CertificateNames(of: certificate)
        let usages = try usages(of: certificate)
        return InspectionParagraph(
            title: "\(title): certificate\(certificate.isAuthority ? " of a CA" : "")",
            [
                ("subject", UntrustedText.escaped(certificate.subject.description, limit: 300)),
                ("issuer", UntrustedText.escaped(certificate.issuer.description, limit: 300)),
                ("serial", SerialText.hexadecimal(certificate.serialNumber)),
                ("names", names.listing.isEmpty ? "none" : names.listing.joined(separator: " ")),
                ("usages", usages.isEmpty ? "not limited" : usages.joined(separator: ", ")),
                ("CA", authorityText(authority)),
                ("key", kind(of: certificate.publicKey)),
                ("key sha256", KeyFingerprint.hexadecimal(of: certificate.publicKey)),
                (
                    "not before",
                    TimeText.utc(certificate.notValidBefore)
                        + InspectionParagraph.later(certificate.notValidBefore, now)
                ),
                (
                    "not after",
                    "\(TimeText.utc(certificate.notValidAfter)) (\(InspectionParagraph.left(certificate.notValidAfter, now, ended: "EXPIRED")))"
                ),
            ])
    }

    private static func usages(of certificate: Certificate) throws -> [String] {
        let extended = try certificate.extensions.extendedKeyUsage.map { $0.map(\.description) } ?? []
        let basic = try certificate.extensions.keyUsage.map { usage in
            [
                ("digitalSignature", usage.digitalSignature), ("keyEncipherment", usage.keyEncipherment),
                ("keyAgreement", usage.keyAgreement), ("keyCertSign", usage.keyCertSign), ("cRLSign", usage.cRLSign),
            ]
            .filter(\.1).map(\.0)
        }
        return (basic ?? []) + extended
    }

    private static func authorityText(_ constraints: BasicConstraints?) -> String {
        switch constraints {
        case .isCertificateAuthority(.some(let length)): "yes, with at most \(length) CAs below it"
        case .isCertificateAuthority(.none): "yes"
        case .notCertificateAuthority, .none: "no"
        }
    }

    static func kind(of key: Certificate.PublicKey) -> String {
        // `P256.PublicKey`, `RSA2048.PublicKey`, `Ed25519.PublicKey`
        let text = key.description.prefix { $0 != "." }
        if text.hasPrefix("RSA") { return "RSA \(text.dropFirst(3))" }
        return text.hasPrefix("P") ? "EC P-\(text.dropFirst())" : String(text)
    }
}
