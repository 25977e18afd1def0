/// Where a node's credentials lie: absolute paths.
package struct CredentialFiles: Hashable, Sendable {
    /// `tls.cert_file`: the node's certificate, then any intermediate CAs.
    package let certificate: String
    /// `tls.key_file`: its private key.
    package let key: String
    /// `tls.ca_file`: the CAs whose certificates are believed.
    package let authority: String
    /// `tls.crl_file`: lists of revoked certificates; nil if nobody asks for revocation.
    package let revocations: String?
    /// `tls.key_passphrase_file`: its first line decrypts the key; nil for a key that is not encrypted.
    package let passphrase: String?
    /// `tls.allow_world_readable_key`: whether a key or passphrase that every user of the machine may read or change is
    /// a warning only.
    package let allowsWorldReadableKey: Bool

    package init(
        certificate: String, key: String, authority: String, revocations: String? = nil, passphrase: String? = nil,
        allowsWorldReadableKey: Bool = false
    ) {
        self.certificate = certificate
        self.key = key
        self.authority = authority
        self.revocations = revocations
        self.passphrase = passphrase
        self.allowsWorldReadableKey = allowsWorldReadableKey
    }
}
