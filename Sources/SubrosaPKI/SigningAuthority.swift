import SubrosaIdentity
import X509

/// A CA of `ca.pem` whose key is at hand.
package struct SigningAuthority: Sendable {
    package let certificate: Certificate
    let key: Certificate.PrivateKey

    /// Tells apart CAs of the same name; as in ``AuthorityName``.
    package var keySHA256: String { KeyFingerprint.hexadecimal(of: certificate.publicKey) }
}

extension Certificate {
    /// Whether `authority` has signed this certificate; dates do not matter.
    package func isIssued(by authority: Certificate) -> Bool {
        issuer == authority.subject && authority.publicKey.isValidSignature(signature, for: self)
    }

    /// Whether it says of itself that it is a CA's.
    var isAuthority: Bool {
        if case .isCertificateAuthority = try? extensions.basicConstraints { true } else { false }
    }
}
