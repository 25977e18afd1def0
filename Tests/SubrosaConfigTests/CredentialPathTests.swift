import Testing

@testable import SubrosaConfig

/// `credential:NAME` is a file in the directory that systemd has made for the service.
@Suite struct CredentialPathTests {
    private func parse(_ path: String, directory: String?) -> Result<Config, ConfigProblems> {
        let text = Fixtures.twoNodes.replacing("key_file: node.key", with: "key_file: \(path)")
        return ConfigLoader.parse(text: Array(text.utf8), file: "/etc/subrosa.yml", credentialDirectory: directory)
    }

    @Test(arguments: ["/run/credentials/subrosa.service", "/run/credentials/subrosa.service/"])
    func namesAFileOfTheCredentialDirectory(_ directory: String) throws {
        let tls = try parse("credential:node.key", directory: directory).get().tls
        #expect(tls.key.path == "/run/credentials/subrosa.service/node.key")
        #expect(tls.key.written == "credential:node.key")
        #expect(tls.certificate.path == "/etc/node.pem")
    }

    @Test(arguments: [nil, "", "credentials"])
    func withoutADirectoryTheWayToOneIsSaid(_ directory: String?) {
        let problems = Fixtures.problems(of: parse("credential:node.key", directory: directory))
        #expect(problems.map(\.rule) == [.credentialDirectory])
        #expect(problems.first?.remedy.contains("LoadCredential=node.key:") == true)
    }

    @Test(arguments: [
        "..", "../x", "a/b", "/etc/shadow", "a..b", ".", "", "a:b", "é", "\u{301}x", String(repeating: "a", count: 256),
    ])
    func nothingOutsideTheDirectoryCanBeNamed(_ name: String) {
        let problems = Fixtures.problems(of: parse("'credential:\(name)'", directory: "/run"))
        #expect(problems.map(\.rule) == [.credentialName])
    }

    @Test func aFileOfThatNameIsMeantByASlash() throws {
        #expect(try parse("./credential:x", directory: nil).get().tls.key.path == "/etc/./credential:x")
    }
}
