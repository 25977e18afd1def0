import NIOCore
import SubrosaCore
import SubrosaWire
import Testing

@Suite struct HelloTests {
    /// Version, role, length of the name, name, digest: `am-1` asks for a link.
    private let valid: [UInt8] = [0, 1, 1, 4] + Array("am-1".utf8) + [UInt8](repeating: 7, count: 32)

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func everyHelloComesBackAsItWasWritten(seed: UInt64) throws {
        var numbers = SeededGenerator(seed: seed)
        let hello = FrameComposer.hello { Int.random(in: 0...$0, using: &numbers) }
        var payload = ByteBuffer()
        hello.writePayload(to: &payload)
        #expect(try Hello(payload: payload) == hello)
        #expect(Limits.helloLength.contains(payload.readableBytes))
    }

    @Test func aHelloCutShortAnywhereIsMalformed() {
        for length in 0..<valid.count {
            #expect(throws: FrameError.malformedHello, "\(length) bytes") { try read(Array(valid.prefix(length))) }
        }
    }

    @Test func whatALaterVersionAppendsIsIgnored() throws {
        #expect(try read(valid + [0, 2, 3]) == read(valid))
        #expect(try read(valid + [0xfe, 2, 3]) == read(valid), "abilities of a later version")
        #expect(try read(valid + [0xff, 2, 3]).abilities == .takesSealedDatagrams)
    }

    @Test func everyByteThatNoNameHasIsRefused() {
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-".utf8)
        for byte in UInt8.min...UInt8.max {
            var payload = valid
            payload[6] = byte
            if allowed.contains(byte) {
                #expect(throws: Never.self) { try read(payload) }
            } else {
                #expect(throws: FrameError.malformedHello, "byte \(byte)") { try read(payload) }
            }
        }
    }

    @Test func everyOtherRoleIsRefused() {
        for role in UInt8.min...UInt8.max where role != 1 && role != 2 {
            var payload = valid
            payload[2] = role
            #expect(throws: FrameError.malformedHello, "role \(role)") { try read(payload) }
        }
    }

    @Test func anotherVersionIsToldBeforeAnythingElseIsLookedAt() {
        for version in [0, 2, 256, 257, 65_535] as [UInt16] {
            let bytes = [UInt8(version >> 8), UInt8(version & 0xff)]
            #expect(throws: FrameError.protocolVersion(version)) { try read(bytes) }
            #expect(throws: FrameError.protocolVersion(version)) { try read(bytes + [0xff, 0xff]) }
            #expect(throws: FrameError.protocolVersion(version)) { try read(bytes + valid.dropFirst(2)) }
        }
    }

    private func read(_ payload: [UInt8]) throws -> Hello { try Hello(payload: ByteBuffer(bytes: payload)) }
}
