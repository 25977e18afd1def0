/// What happens to certificates whose revocation cannot be judged, because their issuer has no list of revoked
/// certificates (CRL) or that list's time has run out. The raw value is `tls.crl_policy`.
package enum RevocationPolicy: String, Hashable, Sendable, CaseIterable {
    /// They are refused, with ``RefusalReason/revocationUnknown``.
    case failClosed = "fail_closed"
    /// They are accepted, and it is said in log and metrics.
    case failOpen = "fail_open"
}
