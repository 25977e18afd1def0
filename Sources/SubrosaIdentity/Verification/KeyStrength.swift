import SwiftASN1
import X509

/// Limits on keys. Too small ones never get here: swift-crypto refuses RSA below 2048 bits when it parses, and knows no weak curve.
enum KeyStrength {
    /// Bits beyond which an RSA key serves nobody but one who wants to keep us busy.
    static let maximumRSABits = 8192

    static func isReasonable(_ key: Certificate.PublicKey) -> Bool { (rsaBits(of: key) ?? 0) <= maximumRSABits }

    /// The size of the modulus; nil if the key is not RSA.
    static func rsaBits(of key: Certificate.PublicKey) -> Int? {
        // RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }; the other keys are no SEQUENCE.
        guard let node = try? DER.parse(key.subjectPublicKeyInfoBytes),
            let modulus = try? DER.sequence(
                node, identifier: .sequence,
                { nodes in
                    let modulus = try ArraySlice<UInt8>(derEncoded: &nodes)
                    _ = try ArraySlice<UInt8>(derEncoded: &nodes)
                    return modulus
                })
        else { return nil }
        let significant = modulus.drop { $0 == 0 }
        return significant.count * 8 - (significant.first?.leadingZeroBitCount ?? 0)
    }
}
