import NIOCore
import SubrosaCore
import Testing

@testable import SubrosaSplit

@Suite("Preamble")
struct PreambleTests {
    private func peer(_ text: String) throws -> NodeName { try #require(NodeName(text)) }

    @Test func theBytesAreThoseOfTheDocument() throws {
        var buffer = ByteBuffer()
        Preamble.link(try peer("am-2")).write(to: &buffer)
        Preamble.lane(try peer("b")).write(to: &buffer)
        Preamble.control.write(to: &buffer)
        #expect(Array(buffer.readableBytesView) == [1, 1, 4] + Array("am-2".utf8) + [1, 2, 1, 0x62] + [1, 3, 0])
    }

    @Test func whatIsWrittenIsReadAndWhatFollowsStays() throws {
        let longest = try peer(String(repeating: "x", count: NodeName.maximumLength))
        for preamble in [Preamble.link(try peer("am-2")), .lane(longest), .control] {
            var buffer = ByteBuffer()
            preamble.write(to: &buffer)
            buffer.writeString("rest")
            #expect(try Preamble.read(from: &buffer) == preamble)
            #expect(String(buffer: buffer) == "rest")
        }
    }

    @Test func inPiecesItIsWaitedForAndNothingIsTaken() throws {
        var whole = ByteBuffer()
        Preamble.link(try peer("am-2")).write(to: &whole)
        for length in 0..<whole.readableBytes {
            var part = try #require(whole.getSlice(at: 0, length: length))
            #expect(try Preamble.read(from: &part) == nil)
            #expect(part.readableBytes == length)
        }
    }

    @Test(arguments: [UInt8(0), 2, 0x47, 255])
    func anotherVersionIsRefusedAtItsFirstByte(_ version: UInt8) {
        var buffer = ByteBuffer(bytes: [version])
        #expect(throws: Preamble.Fault.version(version)) { try Preamble.read(from: &buffer) }
    }

    @Test(
        arguments: [
            [1, 1, 64], [1, 1, 255], [1, 1, 0], [1, 2, 0], [1, 3, 1, 0x61], [1, 0, 0], [1, 4, 1, 0x61], [1, 255, 0],
            [1, 1, 1, 0x20], [1, 1, 2, 0xc3, 0x28], [1, 1, 1, 0], [1, 2, 2, 0x61, 0x0a],
        ] as [[UInt8]])
    func whatIsNoPreambleIsRefused(_ bytes: [UInt8]) {
        var buffer = ByteBuffer(bytes: bytes)
        #expect(throws: Preamble.Fault.malformed) { try Preamble.read(from: &buffer) }
    }
}
