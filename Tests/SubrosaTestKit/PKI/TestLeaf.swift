import SubrosaIdentity
import X509

/// A leaf certificate with its key and the CAs between it and the root.
package struct TestLeaf: Sendable {
    package let certificate: Certificate
    package let key: Certificate.PrivateKey
    package let intermediates: [Certificate]
    package let root: Certificate

    init(certificate: Certificate, key: Certificate.PrivateKey, intermediates: [Certificate], root: Certificate) {
        self.certificate = certificate
        self.key = key
        self.intermediates = intermediates
        self.root = root
    }

    /// DER as a TLS handshake presents it: the leaf, then the CAs between.
    package var chain: [[UInt8]] {
        get throws { try ([certificate] + intermediates).map { try $0.derBytes() } }
    }

    /// The chain as a cert_file has it.
    package var pem: String {
        get throws { try chain.map { PEMText.text(label: "CERTIFICATE", der: $0) }.joined() }
    }

    /// The key as PKCS#8, unencrypted.
    package var keyPEM: String {
        get throws { try key.serializeAsPEM().pemString + "\n" }
    }

    /// The root as a ca_file has it.
    package var rootPEM: String {
        get throws { PEMText.text(label: "CERTIFICATE", der: try root.derBytes()) }
    }

    /// Writes `NAME.pem`, `NAME.key` (0600) and `NAME-ca.pem`.
    package func write(to directory: TemporaryDirectory, name: String) throws -> CredentialFiles {
        CredentialFiles(
            certificate: try directory.write(try pem, to: "\(name).pem"),
            key: try directory.write(try keyPEM, to: "\(name).key", mode: 0o600),
            authority: try directory.write(try rootPEM, to: "\(name)-ca.pem"))
    }
}
