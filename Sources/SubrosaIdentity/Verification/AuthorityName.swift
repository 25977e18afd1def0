/// One of the CAs of ca_file, for logs and status.
package struct AuthorityName: Hashable, Sendable {
    /// Its subject, escaped.
    package let subject: String
    /// SHA-256 of its SubjectPublicKeyInfo in hexadecimal: tells apart two CAs of the same name.
    package let keySHA256: String

    package init(subject: String, keySHA256: String) {
        self.subject = subject
        self.keySHA256 = keySHA256
    }
}
