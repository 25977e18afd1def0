import FoundationEssentials
import SubrosaIdentity
import X509

/// What a PEM file holds, in words; keys by their kind and their public half only.
package enum Inspection {
    /// - Returns: A paragraph for each certificate, key and list of revoked certificates in the file.
    /// - Throws: If the file cannot be read, is no PEM, or holds none of them.
    package static func report(path: String, now: Date) throws(PKIFailure) -> String {
        let blocks = try PEMFile.blocks(at: path, maximumByteCount: PEMFile.maximumListByteCount)
            .filter { $0.isCertificate || $0.isPrivateKey || $0.label == CertificateList.pemLabel }
        guard !blocks.isEmpty else {
            throw PKIFailure(
                "\(path) has no certificate, no key and no CRL in PEM; convert DER with openssl x509 -inform der (or openssl pkey, openssl crl)"
            )
        }
        var paragraphs: [String] = []
        for (index, block) in blocks.enumerated() {
            let title = blocks.count == 1 ? path : "\(path) (\(index + 1) of \(blocks.count), line \(block.line))"
            paragraphs.append(try paragraph(of: block, title, now).text)
        }
        return paragraphs.joined(separator: "\n")
    }

    private static func paragraph(
        of block: PEMBlock, _ title: String, _ now: Date
    ) throws(PKIFailure) -> InspectionParagraph {
        if block.isPrivateKey { return try key(block, title) }
        if block.isCertificate {
            do {
                return try CertificateInspection.paragraph(Certificate(derEncoded: block.der), title: title, now: now)
            } catch {
                throw PKIFailure(
                    "the certificate at line \(block.line) of \(title) cannot be read: \(ParseFailure.explanation(of: error))"
                )
            }
        }
        do {
            return ListInspection.paragraph(try CertificateList(der: block.der), title: title, now: now)
        } catch {
            throw PKIFailure(
                "the CRL at line \(block.line) of \(title) cannot be used: \(error.explanation); \(error.remedy)")
        }
    }

    private static func key(_ block: PEMBlock, _ title: String) throws(PKIFailure) -> InspectionParagraph {
        if block.isEncrypted {
            return InspectionParagraph(title: "\(title): private key", [("key", KeyEncryption.words(for: block))])
        }
        do {
            let key = try LoadedKey(block).key.publicKey
            return InspectionParagraph(
                title: "\(title): private key",
                [
                    ("key", CertificateInspection.kind(of: key)), ("key sha256", KeyFingerprint.hexadecimal(of: key)),
                ])
        } catch {
            throw PKIFailure(
                "the key at line \(block.line) of \(title) cannot be read: it is damaged, or of an unsupported kind")
        }
    }
}
