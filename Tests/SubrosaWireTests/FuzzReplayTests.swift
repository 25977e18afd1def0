import Foundation
import NIOCore
import SubrosaWire
import Testing

/// What `make fuzz` found, run again: its corpus (which reaches every branch) and every input that once failed.
@Suite struct FuzzReplayTests {
    @Test(arguments: try Repository.fuzzInputs("frame"))
    func framesKeepTheirPromises(input: URL) throws {
        #expect(DecoderProperties.broken(by: [UInt8](try Data(contentsOf: input))) == nil)
    }

    @Test(arguments: try Repository.fuzzInputs("hello"))
    func hellosKeepTheirPromises(input: URL) throws {
        #expect(DecoderProperties.brokenHello(by: [UInt8](try Data(contentsOf: input))) == nil)
    }

    @Test(arguments: try Repository.fuzzInputs("conversation"))
    func conversationsKeepTheirPromises(input: URL) throws {
        #expect(ConversationProperties.broken(by: [UInt8](try Data(contentsOf: input))) == nil)
    }

    @Test(arguments: ["frame", "hello", "conversation"])
    func everyTargetHasACorpus(target: String) throws {
        #expect(try !Repository.fuzzInputs(target).isEmpty)
    }
}
