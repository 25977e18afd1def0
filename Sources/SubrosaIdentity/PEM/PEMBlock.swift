/// One `-----BEGIN ...-----` block of a PEM file, decoded.
package struct PEMBlock: Hashable, Sendable {
    /// `CERTIFICATE`, `PRIVATE KEY`, ...
    package let label: String
    package let der: [UInt8]
    /// The line of its BEGIN, from 1.
    package let line: Int
    /// Whether the bytes are encrypted, by label (PKCS#8) or by header (`Proc-Type: 4,ENCRYPTED`).
    package let isEncrypted: Bool

    package init(label: String, der: [UInt8], line: Int, isEncrypted: Bool = false) {
        self.label = label
        self.der = der
        self.line = line
        self.isEncrypted = isEncrypted
    }

    package var isCertificate: Bool { label == "CERTIFICATE" || label == "X509 CERTIFICATE" }

    package var isPrivateKey: Bool { label == "PRIVATE KEY" || label.hasSuffix(" PRIVATE KEY") }
}
