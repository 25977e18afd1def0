import SubrosaCore

/// `tls`: the files that it names, at which nobody has looked yet, and the rules.
package struct TLSSettings: Hashable, Sendable {
    /// `curves` if the file does not say. P521 is for those who ask for it.
    static let usualKeyExchanges: [KeyExchange] = [.x25519MLKEM768, .x25519, .p256, .p384]

    /// `cert_file`: this node's certificate and what lies between it and the CA, PEM.
    package let certificate: LocatedPath
    /// `key_file`: the certificate's private key, PEM.
    package let key: LocatedPath
    /// `ca_file`: the certificates that every peer's must chain to, PEM.
    package let authority: LocatedPath
    /// `crl_file`: lists of revoked certificates, PEM or DER.
    package let revocations: LocatedPath?
    /// `key_passphrase_file`: what decrypts the key.
    package let passphrase: LocatedPath?
    /// `allow_world_readable_key`: other users of this machine may read the key, and the operator knows it.
    package let allowsWorldReadableKey: Bool
    /// `crl_policy`, `deny` and `key_types`.
    package let rules: TrustRules
    /// `curves`, preferred first; never empty.
    package let keyExchanges: [KeyExchange]
    /// `server_names`, lower case: what a peer may ask for in SNI; nil if that makes no difference.
    package let serverNames: Set<String>?
}
