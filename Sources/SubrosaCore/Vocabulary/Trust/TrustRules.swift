/// What is asked of certificates beyond chaining to a CA: `tls.crl_policy`, `tls.deny` and `tls.key_types`.
package struct TrustRules: Hashable, Sendable {
    /// Only asked if there is a `tls.crl_file`.
    package let revocationPolicy: RevocationPolicy
    package let denied: Set<DeniedCertificate>
    /// What a peer's own certificate may have for a key; never empty.
    package let keyTypes: Set<KeyType>

    package init(
        revocationPolicy: RevocationPolicy = .failClosed, denied: Set<DeniedCertificate> = [],
        keyTypes: Set<KeyType> = Set(KeyType.allCases)
    ) {
        self.revocationPolicy = revocationPolicy
        self.denied = denied
        self.keyTypes = keyTypes
    }
}
