import NIOCore
import SubrosaCore
import SubrosaWire
import Testing

@Suite struct FrameDecoderTests {
    private static let conversation: [Frame] = [
        .open, .chunk(ByteBuffer(string: "hello, ")), .chunk(ByteBuffer(string: "world")), .end,
        .ping(7), .pong(7, received: 3), .datagram(ByteBuffer()), .datagram(ByteBuffer(string: "gossip")),
        .refuse("wrong_node"), .reset(.alertmanagerRefused), .drain,
        .report(HealthReport(alertmanager: .heard, tableDigest: FrameComposer.digest { _ in 1 }, entries: [])),
    ]

    @Test(arguments: 1...400 as ClosedRange<UInt64>)
    func everyFrameComesBackAsItWasSent(seed: UInt64) {
        var numbers = SeededGenerator(seed: seed)
        let frame = FrameComposer.frame { Int.random(in: 0...$0, using: &numbers) }
        let decoding = Decoding([frame].encoded)
        #expect(decoding.frames == [frame])
        #expect(decoding.error == nil)
    }

    @Test func aConversationCutInTwoAnywhereIsTheSame() {
        let bytes = Self.conversation.encoded
        for cut in 0...bytes.count {
            let decoding = Decoding([bytes[..<cut], bytes[cut...]])
            #expect(decoding.joined.frames == Decoding.joining(Self.conversation), "cut at \(cut)")
        }
    }

    @Test func aConversationThatArrivesByteByByteIsTheSame() {
        let decoding = Decoding(Self.conversation.encoded, pieces: 1)
        #expect(decoding.joined.frames == Decoding.joining(Self.conversation))
    }

    @Test func thePiecesOfAChunkAddUpToIt() {
        let bytes = (0..<Limits.chunkLength).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let decoding = Decoding([.chunk(ByteBuffer(bytes: bytes)), Frame.end].encoded, pieces: 9_973)
        #expect(decoding.frames.count > 20, "a long chunk is handed on before it is complete")
        #expect(decoding.joined.frames == [.chunk(ByteBuffer(bytes: bytes)), .end])
    }

    @Test func aDatagramIsOnlyHandedOnWhole() throws {
        var decoder = FrameDecoder()
        let bytes = [Frame.datagram(ByteBuffer(repeating: 1, count: 1_400))].encoded
        decoder.append(ByteBuffer(bytes: bytes.dropLast()))
        #expect(try decoder.next() == nil)
        decoder.append(ByteBuffer(bytes: bytes.suffix(1)))
        #expect(try decoder.next() == .datagram(ByteBuffer(repeating: 1, count: 1_400)))
    }

    @Test(arguments: FrameType.allCases)
    func aLengthIsJudgedOnTheHeaderAlone(type: FrameType) {
        let allowed = type.allowedLength
        for length in [allowed.lowerBound, allowed.upperBound] {
            #expect(Decoding(header(type.rawValue, length)).error == nil)
        }
        let outside = [allowed.lowerBound - 1, allowed.upperBound + 1, 0xff_ffff]
        for length in outside where (0...0xff_ffff).contains(length) {
            #expect(Decoding(header(type.rawValue, length)).error == .length(type, length))
        }
    }

    @Test func everyTypeThatHasNoMeaningIsRefused() {
        let known = Set(FrameType.allCases.map(\.rawValue))
        for byte in UInt8.min...UInt8.max where !known.contains(byte) {
            #expect(Decoding(header(byte, 0)).error == .unknownType(byte))
        }
    }

    @Test func nothingIsDecodedAfterTheFirstError() throws {
        var decoder = FrameDecoder()
        decoder.append(ByteBuffer(bytes: [Frame.drain].encoded + header(0x7f, 0) + [Frame.drain].encoded))
        #expect(try decoder.next() == .drain)
        #expect(throws: FrameError.unknownType(0x7f)) { try decoder.next() }
        decoder.append(ByteBuffer(bytes: [Frame.drain].encoded))
        #expect(try decoder.next() == nil)
    }

    private func header(_ type: UInt8, _ length: Int) -> [UInt8] {
        [type, UInt8(length >> 16 & 0xff), UInt8(length >> 8 & 0xff), UInt8(length & 0xff)]
    }
}
