import Testing

@testable import SubrosaConfig

/// What stands in the file that `web.config_file` names.
@Suite("Web configuration file")
struct WebFileTests {
    private static let hash = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi"

    private func parse(_ text: String) -> Result<WebFile, ConfigProblems> {
        WebFileLoader.parse(text: Array(text.utf8), file: "/etc/subrosa/web.yml")
    }

    /// The messages without the file's name.
    private func problems(_ text: String) throws -> [String] {
        guard case .failure(let problems) = parse(text) else { return [] }
        return problems.all.map { String($0.description.dropFirst("/etc/subrosa/".count)) }
    }

    @Test func aFileOfExporterToolkitIsRead() throws {
        let file = try parse(
            """
            tls_server_config:
              cert_file: web.pem
              key_file: /keys/web.key
              client_auth_type: "RequireAndVerifyClientCert"
              client_ca_file: clients.pem
              min_version: "TLS13"
            basic_auth_users:
              prometheus: \(Self.hash)
              "am y": '\(Self.hash)'
            """
        ).get()
        let tls = try #require(file.tls)
        #expect(tls.certificate.path == "/etc/subrosa/web.pem")
        #expect(tls.key.path == "/keys/web.key")
        #expect(tls.clientAuthority?.path == "/etc/subrosa/clients.pem")
        #expect(tls.clientAuthentication == .required && tls.minimumVersion == .tls13)
        #expect(file.users == ["prometheus": Self.hash, "am y": Self.hash])
        #expect(file.warnings.isEmpty)
    }

    @Test func nobodyIsAskedForACertificateUnlessTheFileSaysSo() throws {
        let tls = try #require(try parse("tls_server_config: {cert_file: a, key_file: b}").get().tls)
        #expect(tls.clientAuthentication == .none && tls.minimumVersion == .tls12 && tls.clientAuthority == nil)
    }

    /// A file, and the first part of what is said about it.
    private static let wrong: [(String, String)] = [
        ("http_server_config: {http2: true}", "unknown key \"http_server_config\" in a web configuration"),
        (
            "tls_server_config: {cert_file: a, key_file: b, cipher_suites: []}",
            "unknown key \"cipher_suites\" in tls_server_config"
        ),
        ("cert_file: a", "unknown key \"cert_file\" in a web configuration"),
        ("basic_auth_user: {a: b}", "unknown key \"basic_auth_user\" in a web configuration"),
        ("tls_server_config: {cert_file: a}", "tls_server_config has no key_file"),
        ("tls_server_config: {cert_file: a, key_file: b, min_version: TLS10}", "min_version \"TLS10\" is unknown"),
        (
            "tls_server_config: {cert_file: a, key_file: b, client_auth_type: RequireAnyClientCert}",
            "client_auth_type RequireAnyClientCert cannot be used"
        ),
        (
            "tls_server_config: {cert_file: a, key_file: b, client_auth_type: None}",
            "client_auth_type \"None\" is unknown"
        ),
        ("tls_server_config: {cert_file: a, key_file: b, client_ca_file: c}", "client_ca_file has no effect"),
        (
            "tls_server_config: {cert_file: a, key_file: b, client_auth_type: RequireAndVerifyClientCert}",
            "client_auth_type asks for certificates, and there is no client_ca_file"
        ),
        ("basic_auth_users: {}", "basic_auth_users has 0 users"), ("basic_auth_users:", "basic_auth_users is nothing"),
        ("basic_auth_users: [a]", "basic_auth_users is a list"),
        ("basic_auth_users: {a: secret}", "a password is not a hash of bcrypt"),
        ("basic_auth_users: {a: $1$abc$def}", "a password is not a hash of bcrypt"),
        ("basic_auth_users: {a: \(hash)x}", "a password is not a hash of bcrypt"),
        ("basic_auth_users: {a: \(hash.dropLast())}", "a password is not a hash of bcrypt"),
        ("basic_auth_users: {a: \(hash.replacing("$10$", with: "$16$"))}", "a hash of bcrypt has the cost 16"),
        ("basic_auth_users: {a: \(hash.replacing("$10$", with: "$03$"))}", "a hash of bcrypt has the cost 3"),
        ("basic_auth_users: {\"a:b\": \(hash)}", "\"a:b\" cannot be a user"),
        ("basic_auth_users: {\"\": \(hash)}", "\"\" cannot be a user"),
        ("basic_auth_users: {a: \(hash), a: \(hash)}", "user \"a\" appears twice"),
        ("# nothing", "the file is empty"), ("", "the file is empty"), ("{}{", ""),
    ]

    @Test(arguments: wrong)
    func whatIsWrongIsSaidOnceWithItsPlace(text: String, what: String) throws {
        let found = try problems(text)
        #expect(!found.isEmpty)
        #expect(found.contains { $0.contains(": \(what): ") } || what.isEmpty, "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("web.yml:") && $0.contains("; ") }, "\(found)")
    }

    @Test(arguments: ["hunter2", "$2y$10$tooshort", "$2y$31$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi"])
    func noMessageRepeatsAPasswordOrAHash(secret: String) throws {
        for problem in try problems("basic_auth_users: {a: '\(secret)'}") { #expect(!problem.contains(secret)) }
    }

    @Test func aKeyOfTheOtherFileIsNotOfferedHere() throws {
        #expect(!(try problems("listen_address: a").joined().contains("belongs to")))
        #expect(try problems("min_version: TLS13").joined().contains("min_version belongs to tls_server_config"))
    }

    @Test func passwordsInClearAreAWarning() throws {
        let file = try parse("basic_auth_users: {a: \(Self.hash)}").get()
        #expect(file.warnings.map(\.rule) == [.passwordsInClear])
    }

    @Test func theConfigurationNamesTheFile() throws {
        let text = Fixtures.twoNodes + "web:\n  listen_address: 127.0.0.1:9096\n  config_file: web.yml\n"
        let config = try ConfigLoader.parse(text: Array(text.utf8), file: "/etc/subrosa/subrosa.yml").get()
        #expect(config.web?.configFile == "/etc/subrosa/web.yml")
    }

    @Test func aFileThatIsNotThereIsSaid() {
        guard case .failure(let problems) = WebFileLoader.load(path: "/nonexistent/web.yml") else {
            Issue.record("it was read")
            return
        }
        #expect(problems.all.map(\.rule) == [.fileMissing])
    }
}
