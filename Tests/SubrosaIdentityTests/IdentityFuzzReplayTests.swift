import Foundation
import Testing

/// What `make fuzz` found, run again: its corpus and every input that once failed.
@Suite struct IdentityFuzzReplayTests {
    static func inputs(_ target: String) throws -> [URL] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz/\(target)")
        return try ["corpus", "failures"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(
                at: root.appending(path: folder).standardizedFileURL, includingPropertiesForKeys: nil
            ).filter { !$0.lastPathComponent.hasPrefix(".") }
        }
    }

    static let targets: [String: @Sendable ([UInt8]) -> String?] = [
        "identity": NameProperties.broken, "crl": ListProperties.broken, "pem": KeyFileProperties.broken,
    ]

    @Test(arguments: targets.keys.sorted())
    func everyInputKeepsThePromises(_ target: String) throws {
        let broken = try #require(Self.targets[target])
        let inputs = try Self.inputs(target)
        #expect(!inputs.isEmpty)
        for input in inputs {
            #expect(broken([UInt8](try Data(contentsOf: input))) == nil, "\(input.lastPathComponent)")
        }
    }
}
