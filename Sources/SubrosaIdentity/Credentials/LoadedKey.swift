import SwiftASN1
import X509

/// A private key and the PEM block that it came from, without anything else that stood in the file.
package struct LoadedKey: Sendable {
    package let key: Certificate.PrivateKey
    /// Secret.
    package let pem: [UInt8]

    /// - Throws: swift-certificates' error for a damaged key or one of an unsupported kind.
    package init(_ block: PEMBlock) throws {
        self.key = try Certificate.PrivateKey(pemDocument: PEMDocument(type: block.label, derBytes: block.der))
        self.pem = Array(PEMText.text(label: block.label, der: block.der).utf8)
    }
}
