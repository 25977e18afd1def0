/// A kind of key that certificates may have. The raw value is how `tls.key_types` writes it.
package enum KeyType: String, Hashable, Sendable, CaseIterable {
    case p256 = "P256"
    case p384 = "P384"
    case p521 = "P521"
    case ed25519 = "Ed25519"
    /// 2,048 to 8,192 bits.
    case rsa = "RSA"
}
