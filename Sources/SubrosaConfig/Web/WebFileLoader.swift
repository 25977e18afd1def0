/// YAML to a ``WebFile``, or to everything that is wrong with it.
package enum WebFileLoader {
    /// Reads the file and parses it. Relative paths in it start from its directory.
    ///
    /// - Parameter credentialDirectory: as for ``ConfigLoader/parse(text:file:credentialDirectory:)``.
    package static func load(path: String, credentialDirectory: String? = nil) -> Result<WebFile, ConfigProblems> {
        do throws(Complaint) {
            return parse(
                text: try ConfigFile.contents(of: path), file: path, credentialDirectory: credentialDirectory)
        } catch {
            return .failure(ConfigProblems([ConfigProblem(file: path, mark: nil, error)]))
        }
    }

    /// Pure.
    package static func parse(
        text: [UInt8], file: String, credentialDirectory: String? = nil
    ) -> Result<WebFile, ConfigProblems> {
        var findings = Findings(file: file, credentialDirectory: credentialDirectory)
        if let root = ConfigLoader.readRoot(text, empty: empty, &findings),
            let fields = Fields(root, as: .webFile, &findings)
        {
            let tls = fields[.tlsServerConfig].flatMap { WebTLSReader.read($0, &findings) }
            let users = fields[.basicAuthUsers].map { WebUsersReader.read($0, &findings) } ?? [:]
            if fields[.tlsServerConfig] == nil, !users.isEmpty {
                findings.report(fields.keyMark(.basicAuthUsers), unencrypted, severity: .warning)
            }
            if !findings.hasErrors {
                let warnings = ConfigProblems(findings.problems).all
                return .success(WebFile(file: file, tls: tls, users: users, warnings: warnings))
            }
        }
        return .failure(ConfigProblems(findings.problems))
    }

    /// Prometheus takes that for a page without TLS and passwords; but a file is empty also while it is being written.
    private static let empty = Complaint(
        .fileEmpty, "the file is empty", why: "there is nothing in it but comments, if that",
        remedy: "write tls_server_config or basic_auth_users, or leave out web.config_file")

    private static let unencrypted = Complaint(
        .passwordsInClear, "passwords are asked for without TLS", why: "who can listen on the way can read them",
        remedy: "add e.g. \(Key.tlsServerConfig.example), or serve on a loopback address only")
}
