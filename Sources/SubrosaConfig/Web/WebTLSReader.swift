/// `tls_server_config` of a web configuration file.
enum WebTLSReader {
    static func read(_ node: YAMLNode, _ findings: inout Findings) -> WebFile.TLS? {
        guard let fields = Fields(node, as: .webTLS, &findings) else { return nil }
        let certificate = PathReader.read(.certFile, fields, &findings)
        let key = PathReader.read(.keyFile, fields, &findings)
        let authority = PathReader.read(.clientCAFile, fields, &findings)
        let authentication = clientAuthentication(fields, hasAuthority: fields[.clientCAFile] != nil, &findings)
        let version = fields.text(.minVersion, &findings).flatMap { findings.check($0, parseVersion) }
        guard let certificate, let key, let authentication else { return nil }
        return WebFile.TLS(
            certificate: certificate, key: key, clientAuthentication: authentication, clientAuthority: authority,
            minimumVersion: version?.value ?? .tls12)
    }

    /// - Returns: nil with a report.
    private static func clientAuthentication(
        _ fields: Fields, hasAuthority: Bool, _ findings: inout Findings
    ) -> WebFile.ClientAuthentication? {
        var authentication = WebFile.ClientAuthentication.none
        if fields[.clientAuthType] != nil {
            guard let text = fields.text(.clientAuthType, &findings),
                let asked = findings.check(text, parseAuthentication)
            else { return nil }
            authentication = asked.value
        }
        report(authentication, hasAuthority: hasAuthority, fields, &findings)
        return authentication
    }

    private static func report(
        _ authentication: WebFile.ClientAuthentication, hasAuthority: Bool, _ fields: Fields, _ findings: inout Findings
    ) {
        if authentication == .none, hasAuthority {
            findings.report(
                fields.keyMark(.clientCAFile),
                Complaint(
                    .clientAuthentication, "client_ca_file has no effect",
                    why: "without client_auth_type nobody is asked for a certificate",
                    remedy: "add \(Key.clientAuthType.example), or remove client_ca_file"))
        }
        if authentication != .none, !hasAuthority {
            findings.report(
                fields.keyMark(.clientAuthType),
                Complaint(
                    .clientAuthentication, "client_auth_type asks for certificates, and there is no client_ca_file",
                    why: "no certificate could be verified", remedy: "add e.g. \(Key.clientCAFile.example)"))
        }
    }

    private static func parseAuthentication(_ text: String) throws(Complaint) -> WebFile.ClientAuthentication {
        guard !["RequestClientCert", "RequireAnyClientCert"].contains(text) else {
            throw Complaint(
                .clientAuthentication, "client_auth_type \(text) cannot be used",
                why: "it takes any certificate, also one that somebody has made for himself, so it proves nothing",
                remedy: "write \(WebFile.ClientAuthentication.required.rawValue), with client_ca_file")
        }
        return try Choice.parse(text, of: .clientAuthType)
    }

    private static func parseVersion(_ text: String) throws(Complaint) -> WebFile.TLSVersion {
        try Choice.parse(text, of: .minVersion)
    }
}
