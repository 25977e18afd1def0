import FoundationEssentials
import SubrosaIdentity
import SwiftASN1
import X509

/// What a PEM file holds, in words; keys by their kind and their public half only.
package enum Inspection {
    /// - Returns: A paragraph for each certificate and key in the file.
    /// - Throws: If the file cannot be read, is no PEM, or holds neither.
    package static func report(path: String, now: Date) throws(PKIFailure) -> String {
        let blocks = try PEMFile.blocks(at: path).filter { $0.isCertificate || $0.isPrivateKey }
        guard !blocks.isEmpty else {
            throw PKIFailure(
                "\(path) has no certificate and no key in PEM; convert DER with openssl x509 -inform der (or openssl pkey)"
            )
        }
        var paragraphs: [String] = []
        for (index, block) in blocks.enumerated() {
            let title = blocks.count == 1 ? path : "\(path) (\(index + 1) of \(blocks.count), line \(block.line))"
            paragraphs.append(try block.isCertificate ? certificate(block, title, now) : key(block, title))
        }
        return paragraphs.joined(separator: "\n")
    }

    private static func certificate(_ block: PEMBlock, _ title: String, _ now: Date) throws(PKIFailure) -> String {
        do {
            let certificate = try Certificate(derEncoded: block.der)
            let authority = try certificate.extensions.basicConstraints
            let names = try CertificateNames(of: certificate)
            let usages = try usages(of: certificate)
            return paragraph(
                "\(title): certificate\(isAuthority(authority) ? " of a CA" : "")",
                [
                    ("subject", UntrustedText.escaped(certificate.subject.description, limit: 300)),
                    ("issuer", UntrustedText.escaped(certificate.issuer.description, limit: 300)),
                    ("serial", SerialText.hexadecimal(certificate.serialNumber)),
                    ("names", names.listing.isEmpty ? "none" : names.listing.joined(separator: " ")),
                    ("usages", usages.isEmpty ? "not limited" : usages.joined(separator: ", ")),
                    ("CA", authorityText(authority)),
                    ("key", kind(of: certificate.publicKey)),
                    ("key sha256", KeyFingerprint.hexadecimal(of: certificate.publicKey)),
                    ("not before", TimeText.utc(certificate.notValidBefore) + later(certificate.notValidBefore, now)),
                    (
                        "not after",
                        "\(TimeText.utc(certificate.notValidAfter)) (\(left(certificate.notValidAfter, now)))"
                    ),
                ])
        } catch {
            throw PKIFailure(
                "the certificate at line \(block.line) of \(title) cannot be read: \(ParseFailure.explanation(of: error))"
            )
        }
    }

    private static func key(_ block: PEMBlock, _ title: String) throws(PKIFailure) -> String {
        if block.isEncrypted {
            return paragraph("\(title): private key", [("key", "encrypted; its kind cannot be told")])
        }
        do {
            let key = try LoadedKey(block).key.publicKey
            return paragraph(
                "\(title): private key", [("key", kind(of: key)), ("key sha256", KeyFingerprint.hexadecimal(of: key))])
        } catch {
            throw PKIFailure(
                "the key at line \(block.line) of \(title) cannot be read: it is damaged, or of an unsupported kind")
        }
    }

    private static func paragraph(_ title: String, _ rows: [(String, String)]) -> String {
        let lines = rows.map { name, value in
            "  \(name):" + String(repeating: " ", count: max(1, 12 - name.utf8.count)) + value
        }
        return ([title] + lines).joined(separator: "\n") + "\n"
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

    private static func isAuthority(_ constraints: BasicConstraints?) -> Bool {
        if case .isCertificateAuthority = constraints { true } else { false }
    }

    private static func authorityText(_ constraints: BasicConstraints?) -> String {
        switch constraints {
        case .isCertificateAuthority(.some(let length)): "yes, with at most \(length) CAs below it"
        case .isCertificateAuthority(.none): "yes"
        case .notCertificateAuthority, .none: "no"
        }
    }

    private static func kind(of key: Certificate.PublicKey) -> String {
        // `P256.PublicKey`, `RSA2048.PublicKey`, `Ed25519.PublicKey`
        let text = key.description.prefix { $0 != "." }
        if text.hasPrefix("RSA") { return "RSA \(text.dropFirst(3))" }
        return text.hasPrefix("P") ? "EC P-\(text.dropFirst())" : String(text)
    }

    private static func later(_ date: Date, _ now: Date) -> String { date > now ? " (not yet)" : "" }

    private static func left(_ date: Date, _ now: Date) -> String {
        let days = Int((date.timeIntervalSince(now) / 86_400).rounded(.down))
        if date < now { return "EXPIRED" }
        return days == 1 ? "1 day left" : "\(days) days left"
    }
}
