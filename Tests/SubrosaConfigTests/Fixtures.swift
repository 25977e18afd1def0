import Foundation

@testable import SubrosaConfig

/// The files beside these tests, and what to do with them.
enum Fixtures {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    static let repository = directory.deletingLastPathComponent().deletingLastPathComponent()

    /// The `.yml` files of a directory, by name.
    static func files(in folder: URL) -> [URL] {
        let all = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return all.filter { $0.pathExtension == "yml" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    /// Parses a file under its bare name, so that messages are the same on every machine.
    static func parse(_ url: URL) throws -> Result<Config, ConfigProblems> {
        ConfigLoader.parse(text: Array(try Data(contentsOf: url)), file: url.lastPathComponent)
    }

    static func parse(_ text: String, credentialDirectory: String? = nil) -> Result<Config, ConfigProblems> {
        ConfigLoader.parse(text: Array(text.utf8), file: "subrosa.yml", credentialDirectory: credentialDirectory)
    }

    static func problems(of result: Result<Config, ConfigProblems>) -> [ConfigProblem] {
        switch result {
        case .success(let config): config.warnings
        case .failure(let problems): problems.all
        }
    }

    /// Two nodes and nothing that could be left out.
    static let twoNodes = """
        nodes:
          - name: am-1
            address: am-1.example.com:9095
            virtual_address: 127.77.0.1:9094
          - name: am-2
            address: am-2.example.com:9095
            virtual_address: 127.77.0.2:9094
        tls:
          cert_file: node.pem
          key_file: node.key
          ca_file: ca.pem

        """
}
