import X509

/// How an issuer is written in ``DeniedCertificate/serial(_:issuer:)``: as `subrosa pki inspect` prints it.
package enum DeniedIssuer {
    /// The most characters; a longer name ends in `...`, here and there.
    package static let maximumLength = 300

    package static func text(of certificate: Certificate) -> String {
        UntrustedText.escaped(certificate.issuer.description, limit: maximumLength)
    }
}
