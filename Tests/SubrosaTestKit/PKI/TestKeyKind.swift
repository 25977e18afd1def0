import Crypto
import CryptoExtras
import X509

/// The kind of key to make for a test certificate.
package enum TestKeyKind: Hashable, Sendable {
    case p256
    case p384
    case p521
    case ed25519
    /// The size in bits: 1024 and up; 2048 takes about 0.1 s.
    case rsa(Int)

    func make() throws -> Certificate.PrivateKey {
        switch self {
        case .p256: Certificate.PrivateKey(P256.Signing.PrivateKey())
        case .p384: Certificate.PrivateKey(P384.Signing.PrivateKey())
        case .p521: Certificate.PrivateKey(P521.Signing.PrivateKey())
        case .ed25519: Certificate.PrivateKey(Curve25519.Signing.PrivateKey())
        case .rsa(let bits):
            Certificate.PrivateKey(try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits)))
        }
    }
}
