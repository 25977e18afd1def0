import Foundation
import Testing

@testable import SubrosaConfig

/// Whatever the bytes: an answer, in time, with places. `make fuzz` goes further from the same seeds.
@Suite struct MutationTests {
    @Test(arguments: 0..<4 as Range<UInt64>)
    func mutatedFilesAreEitherAcceptedOrExplained(_ seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        let seeds = try Self.seeds()
        try #require(seeds.count > 50)
        for _ in 0..<2_000 {
            guard var bytes = seeds.randomElement(using: &generator) else { return }
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                Self.mutate(&bytes, others: seeds, using: &generator)
            }
            expectAnswer(to: bytes)
        }
    }

    /// What the fuzzer found once, and its seeds.
    @Test func everyFileOfTheCorpusIsAnswered() throws {
        for bytes in try Self.seeds() { expectAnswer(to: bytes) }
    }

    private func expectAnswer(to bytes: [UInt8]) {
        let result = ConfigLoader.parse(text: bytes, file: "f")
        switch result {
        case .success(let config):
            #expect(config.table.nodes.count >= 2)
            #expect(config.nodeMarks.count == config.table.nodes.count)
        case .failure(let problems):
            #expect(!problems.errors.isEmpty)
        }
        for problem in Fixtures.problems(of: result) {
            let text = problem.description
            let isOneLine = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
            if problem.mark == nil || !isOneLine || text.utf8.count > 1_000 || problem.rule == nil {
                Issue.record("\(text) for \(Data(bytes).base64EncodedString())")
            }
        }
    }

    private static func seeds() throws -> [[UInt8]] {
        let corpus = Fixtures.repository.appending(path: "Fuzz/config/corpus")
        let files =
            try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
            + Fixtures.files(in: Fixtures.directory.appending(path: "Bad"))
            + Fixtures.files(in: Fixtures.directory.appending(path: "Good"))
        return try files.sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
    }

    private static func mutate(_ bytes: inout [UInt8], others: [[UInt8]], using generator: inout SplitMix) {
        let tokens = [
            "[", "]", "{", "}", ": ", "- ", "\"", "'", "&a", "*a", "!!x", "\n---\n", "\t", "|", ">", "%", "<<: ",
        ]
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        case 2: bytes.insert(contentsOf: Array((tokens.randomElement(using: &generator) ?? "").utf8), at: place)
        case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        case 4 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        default: bytes.replaceSubrange(place..., with: (others.randomElement(using: &generator) ?? []).suffix(200))
        }
    }
}

/// A small generator with a seed, so that a failure can be had again.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
