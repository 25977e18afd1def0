import SubrosaCore

/// `tls`
enum TLSReader {
    /// - Returns: nil if a path could not be read.
    static func read(_ node: YAMLNode, _ findings: inout Findings) -> TLSSettings? {
        guard let fields = Fields(node, as: .tls, &findings) else { return nil }
        let certificate = path(.certFile, fields, &findings)
        let key = path(.keyFile, fields, &findings)
        let authority = path(.caFile, fields, &findings)
        if let mark = fields.keyMark(.crlFile) {
            findings.report(
                mark,
                Complaint(
                    .crlFile, "crl_file is not supported by this version",
                    why: "to ignore it would let a revoked peer in",
                    remedy: "remove the key; to shut a peer out, remove its node from nodes on every machine"))
        }
        if let version = fields.text(.minVersion, &findings) {
            _ = findings.check(version, checkVersion)
        }
        guard let certificate, let key, let authority else { return nil }
        return TLSSettings(
            certificate: certificate, key: key, authority: authority, revocations: nil, passphrase: nil,
            allowsWorldReadableKey: false, rules: TrustRules(), keyExchanges: KeyExchange.allCases, serverNames: nil)
    }

    private static func path(_ key: Key, _ fields: Fields, _ findings: inout Findings) -> LocatedPath? {
        guard let text = fields.text(key, &findings) else { return nil }
        let file = findings.file
        let path = findings.check(text) { text throws(Complaint) in
            try checkPath(text, key)
            return resolve(text, besides: file)
        }
        return path.map { LocatedPath(path: $0.value, written: text.value, mark: $0.mark) }
    }

    /// The value itself is never repeated here: it may be a key.
    private static func checkPath(_ text: String, _ key: Key) throws(Complaint) {
        if text.contains("-----BEGIN") {
            throw Complaint(
                .contentForPath, "\(key.rawValue) holds a certificate or key itself",
                why: "it has to be the path of a file", remedy: "move it to a file and write the path")
        }
        let hasControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard !hasControl, text.utf8.count < YAMLLimits.scalarBytes else {
            throw Complaint(
                .badPath, "\(key.rawValue) is no path",
                why: "it has a line break or other control character, or is too long",
                remedy: "write e.g. \(key.example)")
        }
        if text.hasPrefix("~") {
            throw Complaint(
                .badPath, "\(key.rawValue) begins with ~", why: "only a shell turns that into a home directory",
                remedy: "write the whole path, e.g. \(key.example)")
        }
    }

    /// Relative paths are relative to the directory of the configuration file.
    static func resolve(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
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
