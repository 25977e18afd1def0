import Logging
import NIOCore
import SubrosaConfig
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

/// The admin pages over TLS and with passwords, from a file to `subrosa status`.
@Suite("Web access", .serialized)
struct WebAccessTests {
    /// `U*U` at a cost of 5 (Openwall's crypt_blowfish).
    private static let hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
    /// `U*U*`
    private static let otherHash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"
    private static let tls = "tls_server_config: {cert_file: web.pem, key_file: web.key}\n"
    private static let users = "basic_auth_users: {prometheus: \(hash)}\n"
    private static let right = BasicCredentials(user: "prometheus", password: Array("U*U".utf8))
    private static let wrong = BasicCredentials(user: "prometheus", password: Array("U*U*".utf8))

    /// A server behind a web configuration file.
    private struct Fixture {
        let directory: TemporaryDirectory
        let pki: TestPKI
        let server: AdminServer
        let port: Int
        let log = LogRecorder()

        init(_ text: String) async throws {
            directory = try TemporaryDirectory()
            pki = try TestPKI()
            _ = try pki.issue(sans: [.ip("127.0.0.1")]).write(to: directory, name: "web")
            _ = try pki.issue(sans: [.dns("monitoring.test")]).write(to: directory, name: "client")
            let path = try directory.write(text, to: "web.yml")
            let access = try WebAccess.load(path: path, credentialDirectory: nil).get()
            server = try await AdminServer.start(
                address: (try #require(IPAddress("127.0.0.1")), 0), view: FakeNode(try SampleStatus.well().status()),
                version: "0.1.0",
                access: AccessWatch(access, path: path, credentialDirectory: nil, interval: .milliseconds(20)),
                logger: log.logger)
            port = try #require(server.boundAddress.split(separator: ":").last.flatMap { Int($0) })
        }

        /// - Returns: what `subrosa status` gets, or says.
        func status(
            secure: Bool, _ credentials: BasicCredentials? = nil, trusting authority: String? = "web-ca.pem",
            showing client: String? = nil
        ) async -> String {
            let url = StatusURL(host: "127.0.0.1", port: port, isSecure: secure)
            let access = StatusAccess(
                credentials: credentials, authority: authority.map { directory[$0] },
                clientCertificate: client.map { directory["\($0).pem"] },
                clientKey: client.map { directory["\($0).key"] })
            do throws(StatusFailure) {
                return String(decoding: try await StatusClient.fetch(url, access: access), as: UTF8.self)
            } catch {
                return "\(error)"
            }
        }
    }

    private func serving(_ text: String, _ body: (Fixture) async throws -> Void) async throws {
        let fixture = try await Fixture(text)
        do {
            try await body(fixture)
        } catch {
            await fixture.server.close()
            throw error
        }
        await fixture.server.close()
    }

    @Test func pagesAreServedOverTLSToWhoKnowsThePassword() async throws {
        try await serving(Self.tls + Self.users) { fixture in
            #expect(await fixture.status(secure: true, Self.right).hasPrefix("{"))
            #expect(await fixture.status(secure: true).contains("wants a user and a password, and none were given"))
            #expect(await fixture.status(secure: true, Self.wrong).contains("and not these given; give --user"))
        }
    }

    @Test func withoutTLSThePasswordIsAskedForAllTheSame() async throws {
        try await serving(Self.users) { fixture in
            #expect(await fixture.status(secure: false, Self.right).hasPrefix("{"))
            #expect(await fixture.status(secure: false).contains("wants a user"))
        }
    }

    @Test func aServerThatTheCADoesNotProveIsNotTrusted() async throws {
        try await serving(Self.tls) { fixture in
            #expect(await fixture.status(secure: true).hasPrefix("{"))
            #expect(await fixture.status(secure: true, trusting: nil).hasPrefix("no TLS with https://127.0.0.1:"))
            #expect(!(await fixture.status(secure: false).hasPrefix("{")), "no page without TLS")
            try await fixture.log.line("TLS with a reader of the admin pages failed", ["address": "127.0.0.1"])
        }
    }

    @Test func whoHasToShowACertificateShowsOneOfTheRightCA() async throws {
        let text = Self.tls.replacing(
            "}", with: ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: web-ca.pem}")
        try await serving(text) { fixture in
            _ = try TestPKI().issue().write(to: fixture.directory, name: "stranger")
            #expect(await fixture.status(secure: true, showing: "client").hasPrefix("{"))
            #expect(!(await fixture.status(secure: true).hasPrefix("{")))
            #expect(!(await fixture.status(secure: true, showing: "stranger").hasPrefix("{")))
        }
    }

    @Test func whoMayShowACertificateShowsAGoodOneOrNone() async throws {
        let text = Self.tls.replacing(
            "}", with: ", client_auth_type: VerifyClientCertIfGiven, client_ca_file: web-ca.pem}")
        try await serving(text) { fixture in
            _ = try TestPKI().issue().write(to: fixture.directory, name: "stranger")
            #expect(await fixture.status(secure: true).hasPrefix("{"))
            #expect(await fixture.status(secure: true, showing: "client").hasPrefix("{"))
            #expect(!(await fixture.status(secure: true, showing: "stranger").hasPrefix("{")))
        }
    }

    @Test func anotherPasswordIsTakenOverWithoutARestart() async throws {
        try await serving(Self.tls + Self.users) { fixture in
            #expect(await fixture.status(secure: true, Self.right).hasPrefix("{"))
            try fixture.directory.write(
                Self.tls + "basic_auth_users: {prometheus: \(Self.otherHash)}\n", to: "web.yml")
            try await fixture.log.line("Web configuration reloaded")
            #expect(await fixture.status(secure: true, Self.wrong).hasPrefix("{"))
            #expect(!(await fixture.status(secure: true, Self.right).hasPrefix("{")))
        }
    }

    @Test func aNewCertificateIsTakenOverWithoutARestart() async throws {
        try await serving(Self.tls) { fixture in
            let other = try TestPKI(name: "Other CA").issue(sans: [.ip("127.0.0.1")])
            try fixture.directory.write(try other.rootPEM, to: "other-ca.pem")
            #expect(!(await fixture.status(secure: true, trusting: "other-ca.pem").hasPrefix("{")))
            _ = try other.write(to: fixture.directory, name: "web")
            try await fixture.log.line("Web configuration reloaded")
            #expect(await fixture.status(secure: true, trusting: "other-ca.pem").hasPrefix("{"))
        }
    }

    /// Also a file that is empty for a moment while it is written lets nobody in.
    @Test(arguments: [
        "", "basic_auth_users: {prometheus: U*U}\n", "tls_server_config: {cert_file: web.pem, key_file: nothing}\n",
    ])
    func aFileThatIsWrongChangesNothing(text: String) async throws {
        try await serving(Self.tls + Self.users) { fixture in
            try fixture.directory.write(text, to: "web.yml")
            let line = try await fixture.log.line("Web configuration refused").element
            #expect(line["err"]?.contains("/web.yml:") == true)
            #expect(await fixture.status(secure: true).contains("wants a user"))
            #expect(await fixture.status(secure: true, Self.right).hasPrefix("{"))
        }
    }

    @Test func filesThatCannotBeUsedAreSaidWithTheirPlace() async throws {
        try await withTemporaryDirectory { directory in
            _ = try TestPKI().issue().write(to: directory, name: "web")
            try directory.write(try TestPKI().issue().keyPEM, to: "other.key", mode: 0o600)
            for (certificate, key, what) in [
                ("web.key", "web.key", "cert_file holds no certificate"),
                ("web.pem", "web.pem", "key_file holds no private key"),
                ("nothing.pem", "web.key", "cannot be read: there is no such file"),
                ("web.pem", "other.key", "cert_file and key_file cannot be used together"),
            ] {
                let path = try directory.write(
                    "tls_server_config:\n  cert_file: \(certificate)\n  key_file: \(key)\n", to: "web.yml")
                guard case .failure(let problems) = WebAccess.load(path: path, credentialDirectory: nil) else {
                    Issue.record("\(what): was accepted")
                    continue
                }
                let text = try #require(problems.errors.first).description
                #expect(text.hasPrefix("\(path):") && text.contains(what), "\(text)")
            }
        }
    }

    @Test func aRequestThatIsTooLongIsRefusedOverTLSToo() async throws {
        try await serving(Self.tls) { fixture in
            let long = StatusURL(
                host: "127.0.0.1", port: fixture.port, prefix: "/" + String(repeating: "x", count: 9_000),
                isSecure: true)
            do throws(StatusFailure) {
                _ = try await StatusClient.fetch(
                    long, access: StatusAccess(authority: fixture.directory["web-ca.pem"]))
                Issue.record("it was answered")
            } catch {
                #expect("\(error)".contains("HTTP status 431"))
            }
        }
    }
}
