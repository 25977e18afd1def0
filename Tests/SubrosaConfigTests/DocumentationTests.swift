import Foundation
import SubrosaCore
import Testing

@testable import SubrosaConfig

/// What operators copy has to work.
@Suite struct DocumentationTests {
    @Test(arguments: Fixtures.files(in: Fixtures.repository.appending(path: "examples")))
    func everyExampleIsValid(_ file: URL) throws {
        let result = try Fixtures.parse(file)
        #expect(Fixtures.problems(of: result).isEmpty)
        #expect(throws: Never.self) { try result.get() }
    }

    @Test(arguments: Fixtures.files(in: Fixtures.directory.appending(path: "Good")))
    func everyGoodFileIsValid(_ file: URL) throws {
        let result = try Fixtures.parse(file)
        #expect(Fixtures.problems(of: result).map(\.description) == [])
        #expect(throws: Never.self) { try result.get() }
    }

    @Test func thereAreExamplesOfTwoThreeAndFiveNodes() throws {
        let counts = try Fixtures.files(in: Fixtures.repository.appending(path: "examples"))
            .map { try Fixtures.parse($0).get().table.nodes.count }
        #expect(Set(counts).isSuperset(of: [2, 3, 5]))
    }

    /// Blocks fenced as ```yaml are whole files if they have `nodes` and `tls`; others are parts of one.
    @Test func theYAMLOfTheConfigurationPageIsValid() throws {
        let blocks = try Self.page().components(separatedBy: "```yaml\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
        #expect(blocks.contains { $0.contains("nodes:") && $0.contains("tls:") })
        for block in blocks where block.contains("basic_auth_users:") {
            let result = WebFileLoader.parse(text: Array(block.utf8), file: "web.yml")
            #expect(throws: Never.self) { try result.get() }
        }
        for block in blocks where !block.contains("basic_auth_users:") {
            var text = block
            if !text.contains("nodes:") { text += Fixtures.twoNodes.components(separatedBy: "tls:")[0] }
            if !text.contains("tls:") { text += "tls: {cert_file: a, key_file: b, ca_file: c}\n" }
            let result = Fixtures.parse(text, credentialDirectory: "/run/credentials/subrosa.service")
            let errors = Fixtures.problems(of: result).filter { $0.severity == .error }
            #expect(errors.map(\.description) == [], "\(block)")
        }
    }

    @Test func theConfigurationPageNamesEveryKey() throws {
        let page = try Self.page()
        for key in Key.allCases { #expect(page.contains("`\(key.rawValue)`"), "\(key.rawValue)") }
    }

    /// Of those that have a closed list.
    @Test func theConfigurationPageNamesEveryChoice() throws {
        let page = try Self.page()
        let choices =
            KeyType.allCases.map(\.rawValue) + KeyExchange.allCases.map(\.rawValue)
            + RevocationPolicy.allCases.map(\.rawValue) + WebFile.ClientAuthentication.allCases.map(\.rawValue)
            + WebFile.TLSVersion.allCases.map(\.rawValue)
        for choice in choices { #expect(page.contains("`\(choice)`"), "\(choice)") }
    }

    private static func page() throws -> String {
        try String(contentsOf: Fixtures.repository.appending(path: "docs/CONFIGURATION.md"), encoding: .utf8)
    }
}
