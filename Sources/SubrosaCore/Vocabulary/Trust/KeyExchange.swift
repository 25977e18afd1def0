/// A group for the key exchange of TLS 1.3. The raw value is how `tls.curves` writes it.
package enum KeyExchange: String, Hashable, Sendable, CaseIterable {
    /// The hybrid that stays secret also if somebody records it today and has a quantum computer later.
    case x25519MLKEM768 = "X25519MLKEM768"
    case x25519 = "X25519"
    case p256 = "P256"
    case p384 = "P384"
    case p521 = "P521"
}
