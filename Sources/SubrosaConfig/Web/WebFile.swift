/// A web configuration file in which everything that can be checked without leaving it has been checked: the format of
/// Prometheus' exporter-toolkit (https://prometheus.io/docs/prometheus/latest/configuration/https/), as far as Subrosa has
/// it. Only ``WebFileLoader`` makes one.
package struct WebFile: Hashable, Sendable {
    /// `client_auth_type`, those of crypto/tls that prove something.
    package enum ClientAuthentication: String, Hashable, Sendable, CaseIterable {
        case none = "NoClientCert"
        /// Who shows a certificate has to show a good one.
        case ifGiven = "VerifyClientCertIfGiven"
        case required = "RequireAndVerifyClientCert"
    }

    /// `min_version`
    package enum TLSVersion: String, Hashable, Sendable, CaseIterable {
        case tls12 = "TLS12"
        case tls13 = "TLS13"
    }

    /// `tls_server_config`: the files that it names, at which nobody has looked yet, and the rules.
    package struct TLS: Hashable, Sendable {
        package let certificate: LocatedPath
        package let key: LocatedPath
        package let clientAuthentication: ClientAuthentication
        /// There if ``clientAuthentication`` asks for certificates.
        package let clientAuthority: LocatedPath?
        package let minimumVersion: TLSVersion
    }

    /// As the operator named it, for ``ConfigProblem/file``.
    package let file: String
    /// nil: HTTP without TLS.
    package let tls: TLS?
    /// `basic_auth_users`: hashes of bcrypt by name of the user. Empty: everybody may come in.
    package let users: [String: String]
    package let warnings: [ConfigProblem]
}
