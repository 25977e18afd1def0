import X509

extension AuthorityName {
    package init(of authority: Certificate) {
        self.init(
            subject: UntrustedText.escaped(authority.subject.description),
            keySHA256: KeyFingerprint.hexadecimal(of: authority.publicKey))
    }
}
