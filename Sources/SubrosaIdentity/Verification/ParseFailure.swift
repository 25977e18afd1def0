import Crypto
import SwiftASN1
import X509

/// Puts the errors of the certificate parser in words for an operator.
package enum ParseFailure {
    /// One short line, escaped: the parser's own words may quote bytes of the certificate.
    package static func explanation(of error: any Error) -> String {
        if error is CryptoKitError {
            return "its key is damaged or of a size that is not accepted (RSA: 2048 to 8192 bits)"
        }
        if let error = error as? CertificateError {
            switch error.code {
            case .unsupportedPublicKeyAlgorithm: return "its kind of key is not supported (use EC, RSA or Ed25519)"
            case .unsupportedSignatureAlgorithm:
                return "its signature algorithm is not supported (use ECDSA, RSA PKCS#1 with SHA-2, or Ed25519)"
            case .duplicateOID: return "it has the same extension twice"
            default: break
            }
        }
        return "it is not a certificate in DER (\(UntrustedText.escaped(String(describing: error), limit: 120)))"
    }
}
