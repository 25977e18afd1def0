import FoundationEssentials
import X509

/// From when until when a certificate is valid.
package struct CertificateDates: Hashable, Sendable {
    package let begin: Date
    package let end: Date

    package init(begin: Date, end: Date) {
        self.begin = begin
        self.end = end
    }

    /// - Returns: nil if it cannot be parsed.
    package init?(der: [UInt8]) {
        guard let certificate = try? Certificate(derEncoded: der) else { return nil }
        self.init(begin: certificate.notValidBefore, end: certificate.notValidAfter)
    }

    /// Of the first certificate in a PEM file, whatever else is wrong with it.
    ///
    /// - Returns: nil if there is none. Blocks on the disk.
    package init?(ofFile path: String) {
        guard let file = try? BoundedFile(path: path), let blocks = try? PEMText.blocks(in: file.bytes),
            let first = blocks.first(where: \.isCertificate)
        else { return nil }
        self.init(der: first.der)
    }
}
