import Crypto
import SwiftASN1
import X509

/// SHA-256 of a key's SubjectPublicKeyInfo, as `openssl pkey -pubout -outform der | sha256sum` gives it.
package enum KeyFingerprint {
    package static func bytes(of key: Certificate.PublicKey) -> [UInt8] {
        var serializer = DER.Serializer()
        // A key that was parsed can be written; if not, no fingerprint is equal to it.
        guard (try? serializer.serialize(key)) != nil else { return [] }
        return Array(SHA256.hash(data: serializer.serializedBytes))
    }

    package static func hexadecimal(of key: Certificate.PublicKey) -> String {
        bytes(of: key).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
