import Crypto
import CryptoExtras
import SubrosaCore
import X509

extension KeyType {
    /// - Returns: nil for a kind that swift-certificates has learned since.
    init?(of key: Certificate.PublicKey) {
        if P256.Signing.PublicKey(key) != nil {
            self = .p256
        } else if P384.Signing.PublicKey(key) != nil {
            self = .p384
        } else if P521.Signing.PublicKey(key) != nil {
            self = .p521
        } else if Curve25519.Signing.PublicKey(key) != nil {
            self = .ed25519
        } else if _RSA.Signing.PublicKey(key) != nil {
            self = .rsa
        } else {
            return nil
        }
    }
}
