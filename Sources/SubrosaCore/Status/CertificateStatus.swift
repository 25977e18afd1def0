/// A certificate as log, status and metrics show it. All text is escaped.
package struct CertificateStatus: Hashable, Sendable {
    package let subject: String
    /// Hexadecimal.
    package let serial: String
    /// The CA of ca_file that it stands on.
    package let authority: String
    /// SHA-256 of that CA's key, in hexadecimal: two CAs may have one name.
    package let authorityKeySHA256: String
    package let notAfter: WallTime

    package init(
        subject: String, serial: String, authority: String, authorityKeySHA256: String, notAfter: WallTime
    ) {
        self.subject = subject
        self.serial = serial
        self.authority = authority
        self.authorityKeySHA256 = authorityKeySHA256
        self.notAfter = notAfter
    }
}
