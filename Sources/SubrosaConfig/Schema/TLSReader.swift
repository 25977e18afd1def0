import SubrosaCore

/// `tls`, as far as it could be read.
struct TLSReader {
    /// nil unless each of the files that are required could be read.
    let settings: TLSSettings?
    /// `server_names`; nil if there are none, or not all of them could be read.
    let serverNames: Set<String>?

    /// - Returns: nil if it is no mapping.
    init?(_ node: YAMLNode, _ findings: inout Findings) {
        guard let fields = Fields(node, as: .tls, &findings) else { return nil }
        let certificate = PathReader.read(.certFile, fields, &findings)
        let key = PathReader.read(.keyFile, fields, &findings)
        let authority = PathReader.read(.caFile, fields, &findings)
        let revocations = PathReader.read(.crlFile, fields, &findings)
        let passphrase = PathReader.read(.keyPassphraseFile, fields, &findings)
        let allowsWorldReadableKey = fields.boolean(.allowWorldReadableKey, &findings) ?? false
        if let version = fields.text(.minVersion, &findings) {
            _ = findings.check(version, Self.checkVersion)
        }
        let keyTypes: [KeyType]? = Choice.readList(
            .keyTypes, fields, emptyMeans: "every peer would be refused", &findings)
        let keyExchanges: [KeyExchange]? = Choice.readList(
            .curves, fields, emptyMeans: "no connection could be made", &findings)
        let rules = TrustRules(
            revocationPolicy: Self.revocationPolicy(fields, &findings),
            denied: fields[.deny].map { DenyReader.read($0, &findings) } ?? [],
            keyTypes: keyTypes.map { Set($0) } ?? Set(KeyType.allCases))
        serverNames = fields[.serverNames].flatMap { ServerNamesReader.read($0, &findings) }
        if let certificate, let key, let authority {
            settings = TLSSettings(
                certificate: certificate, key: key, authority: authority, revocations: revocations,
                passphrase: passphrase, allowsWorldReadableKey: allowsWorldReadableKey, rules: rules,
                keyExchanges: keyExchanges ?? TLSSettings.usualKeyExchanges, serverNames: serverNames)
        } else {
            settings = nil
        }
    }

    private static func revocationPolicy(_ fields: Fields, _ findings: inout Findings) -> RevocationPolicy {
        guard let text = fields.text(.crlPolicy, &findings) else { return .failClosed }
        if fields[.crlFile] == nil {
            findings.report(
                fields.keyMark(.crlPolicy),
                Complaint(
                    .crlPolicyUnused, "crl_policy has no effect", why: "there is no crl_file",
                    remedy: "add e.g. \(Key.crlFile.example), or remove crl_policy"),
                severity: .warning)
        }
        return findings.check(text) { text throws(Complaint) in
            try Choice<RevocationPolicy>.parse(text, of: .crlPolicy)
        }?.value ?? .failClosed
    }

    private static func checkVersion(_ text: String) throws(Complaint) {
        if text == "TLS13" { return }
        let isOlder = ["TLS10", "TLS11", "TLS12"].contains(text)
        throw Complaint(
            .minVersion, "min_version \(QuotedText.quote(text)) cannot be used",
            why: isOlder ? "Subrosas talk subrosa/1, which needs TLS 1.3" : "it is no version that Subrosa knows",
            remedy: "write TLS13, or remove the key")
    }
}
