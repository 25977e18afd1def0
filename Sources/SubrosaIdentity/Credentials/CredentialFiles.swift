/// Where a node's credentials lie: absolute paths.
package struct CredentialFiles: Hashable, Sendable {
    /// `tls.cert_file`: the node's certificate, then any intermediate CAs.
    package let certificate: String
    /// `tls.key_file`: its private key.
    package let key: String
    /// `tls.ca_file`: the CAs whose certificates are believed.
    package let authority: String

    package init(certificate: String, key: String, authority: String) {
        self.certificate = certificate
        self.key = key
        self.authority = authority
    }
}
