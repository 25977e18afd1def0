import NIOCore
import SubrosaTestKit
import Testing

@testable import SubrosaSplit

@Suite("Control messages as bytes")
struct ControlCodecTests {
    private func bytes(_ length: UInt32, _ text: String) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(length)
        buffer.writeString(text)
        return buffer
    }

    private func json(_ text: String) -> ByteBuffer { bytes(UInt32(text.utf8.count), text) }

    @Test func everyMessageArrivesAsItWasSent() throws {
        let table = SplitTable(
            node: "am-1", virtualAddress: "127.77.0.1:9094",
            alertmanager: SplitTable.Place(host: "10.0.0.1", port: 9_094),
            resolver: SplitTable.Place(host: "10.0.0.53", port: 53),
            peers: [SplitTable.Peer(name: "am-2", address: "127.77.0.2:9094")],
            edgeSocket: SplitTable.Socket(owner: 1, group: nil, mode: 0o660), localUsers: ["root"])
        let told: [HostMessage] = [
            .table(table), .reachable(["am-2"]), .tried, .reloaded(["why not", ""]), .ending, .alive,
        ]
        let counts = EdgeCounts(
            peers: [
                EdgeCounts.Peer(
                    name: "am-2", delivered: 1, deliveredBytes: .max,
                    drops: [EdgeCounts.Drop(direction: "inbound", reason: "not_bound", count: 2)],
                    failures: [EdgeCounts.StreamFailure(direction: "inbound", reason: 255, count: 3)])
            ], alertmanagerOverflow: 4)
        let said: [EdgeMessage] = [
            .hello(version: "1"), .bound, .failed(["a", "b"]), .counts(counts), .reload, .ending, .alive,
        ]
        var buffer = ByteBuffer()
        for message in told { try ControlCodec.encode(message, into: &buffer) }
        for message in told { #expect(try ControlCodec.read(HostMessage.self, from: &buffer) == message) }
        for message in said { try ControlCodec.encode(message, into: &buffer) }
        for message in said { #expect(try ControlCodec.read(EdgeMessage.self, from: &buffer) == message) }
        #expect(buffer.readableBytes == 0)
    }

    @Test func aMessageInPiecesOfOneByteIsTakenWhenItIsWhole() throws {
        var whole = ByteBuffer()
        let message = EdgeMessage.failed([String(repeating: "x", count: 900_000)])
        try ControlCodec.encode(message, into: &whole)
        let all = Array(whole.readableBytesView)
        var gathered = ByteBuffer()
        for byte in all.dropLast() {
            gathered.writeInteger(byte)
            guard try ControlCodec.read(EdgeMessage.self, from: &gathered) == nil else {
                Issue.record("too early")
                return
            }
        }
        gathered.writeInteger(all[all.count - 1])
        #expect(try ControlCodec.read(EdgeMessage.self, from: &gathered) == message)
    }

    @Test(arguments: [UInt32(1 << 20) + 1, 1 << 31, .max])
    func aLengthBeyondTheLimitIsRefusedBeforeAnythingIsWaitedFor(_ length: UInt32) {
        var buffer = bytes(length, "")
        #expect(throws: ControlCodec.Fault.tooLong(Int(length))) {
            try ControlCodec.read(EdgeMessage.self, from: &buffer)
        }
    }

    @Test func whatIsTooLongToBeReadIsNotSent() {
        var buffer = ByteBuffer()
        #expect(throws: ControlCodec.Fault.self) {
            try ControlCodec.encode(EdgeMessage.failed([String(repeating: "x", count: 1 << 20)]), into: &buffer)
        }
        #expect(buffer.readableBytes == 0)
    }

    @Test(arguments: [
        "", "{", "null", "0", "\"alive\"", "[]", "{}", "{\"of_2031\":{}}", "{\"failed\":{}}",
        "{\"failed\":{\"_0\":[1]}}",
        "{\"counts\":{\"_0\":{\"peers\":[],\"alertmanagerOverflow\":-1}}}",
        "{\"counts\":{\"_0\":{\"peers\":[],\"alertmanagerOverflow\":1e400}}}",
        "{\"counts\":{\"_0\":{\"peers\":[],\"alertmanagerOverflow\":18446744073709551616}}}",
        "{\"alive\":{},\"bound\":{}}", "{\"hello\":{\"version\":\"\\ud800\"}}", "\u{0}\u{0}",
    ])
    func whatIsNoMessageIsAnError(_ text: String) {
        var buffer = json(text)
        #expect(throws: ControlCodec.Fault.self) { try ControlCodec.read(EdgeMessage.self, from: &buffer) }
    }

    @Test(arguments: ["[", "{\"a\":", "{\"failed\":{\"_0\":[", "{\"counts\":{\"_0\":{\"peers\":["])
    func nestingAsDeepAsTheLimitAllowsIsAnErrorAndNoCrash(_ piece: String) {
        var buffer = json(String(repeating: piece, count: (1 << 20) / piece.utf8.count))
        #expect(throws: ControlCodec.Fault.self) { try ControlCodec.read(EdgeMessage.self, from: &buffer) }
    }

    @Test func whatAnErrorQuotesIsShortAndPlain() {
        let name = String(repeating: "\u{1b}[31m\\u0007é", count: 1_000)
        var buffer = json("{\"counts\":{\"_0\":{\"peers\":[{\"name\":1,\"\(name)\":1}]}},\"\(name)\":{}}")
        let fault = #expect(throws: ControlCodec.Fault.self) {
            try ControlCodec.read(EdgeMessage.self, from: &buffer)
        }
        let text = fault?.description ?? ""
        #expect(text.utf8.count < 300 && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }, "\(text)")
    }

    @Test func bytesWithoutSenseAreAnErrorAndNoCrash() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let length = Int(random.next() % 64)
            var buffer = ByteBuffer()
            buffer.writeInteger(UInt32(length))
            buffer.writeBytes((0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            #expect(throws: ControlCodec.Fault.self) { try ControlCodec.read(EdgeMessage.self, from: &buffer) }
        }
    }
}
