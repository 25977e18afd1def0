import Foundation
import SubrosaTestKit
import Testing

@Suite("Any bytes at the link port")
struct PacketPropertyTests {
    @Test(arguments: 0..<200 as Range<UInt64>)
    func keepThePromises(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = [0, 1, 17, 42, 43, 80, 1_452, 1_453, 3_000][Int(seed) % 9]
        #expect(
            PacketProperties.broken(by: (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }) == nil
        )
    }

    /// What `make fuzz` found worth keeping, and what once failed.
    @Test func thatTheFuzzerFoundKeepThem() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fuzz/sealed")
        let inputs = try ["corpus", "failures"].flatMap { folder in
            let directory = root.appending(path: folder).standardizedFileURL
            guard FileManager.default.fileExists(atPath: directory.path) else { return [URL]() }
            return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
                .filter { !$0.lastPathComponent.hasPrefix(".") }
        }
        #expect(!inputs.isEmpty)
        for input in inputs {
            #expect(PacketProperties.broken(by: [UInt8](try Data(contentsOf: input))) == nil, "\(input)")
        }
    }
}
