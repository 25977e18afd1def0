import Foundation
import SubrosaCore
import SubrosaWire
import Testing

@Suite struct VectorTests {
    @Test(arguments: try Vector.read("frames.txt") + Vector.read("errors.txt"))
    func bytesAreReadAsTheVectorSays(vector: Vector) {
        let decoding = Decoding(vector.bytes)
        #expect(decoding.frames == vector.frames)
        #expect(decoding.error?.word == vector.error)
    }

    @Test(arguments: try Vector.read("frames.txt") + Vector.read("errors.txt"))
    func howTheBytesArriveMakesNoDifference(vector: Vector) {
        #expect(DecoderProperties.broken(by: vector.bytes) == nil)
    }

    @Test(arguments: try Vector.read("frames.txt").filter(\.isSentByUs))
    func framesAreWrittenAsTheVectorSays(vector: Vector) {
        #expect(vector.frames.encoded == vector.bytes)
    }

    @Test func everyTypeAndEveryErrorHasAVector() throws {
        let frames = try Vector.read("frames.txt").filter(\.isSentByUs).flatMap(\.frames)
        #expect(Set(frames.map(\.type)) == Set(FrameType.allCases))
        let errors = try Set(Vector.read("errors.txt").compactMap(\.error))
        #expect(
            errors == [
                "unknown-type", "length", "malformed-hello", "protocol-version", "malformed-refusal",
                "malformed-report", "malformed-key",
            ])
    }

    @Test(arguments: ["frames.txt", "errors.txt"])
    func theProtocolDocumentShowsTheVectorsWordByWord(file: String) throws {
        let document = try String(contentsOf: Repository.protocolDocument, encoding: .utf8)
        let vectors = try String(contentsOf: Repository.vectors.appending(path: file), encoding: .utf8)
        #expect(document.contains("```text\n\(vectors)```"))
    }

    @Test func theProtocolDocumentShowsTheExampleTableAsWeWriteIt() throws {
        let document = try String(contentsOf: Repository.protocolDocument, encoding: .utf8)
        let address = try #require(IPAddress("192.0.2.1"))
        let table = try NodeTable([
            node("am-2", "am-2.example.com", 9095, "127.77.0.2", .dns("am-2.example.com")),
            node("am-3", "2001:db8::3", 9095, "127.77.0.3", .uri("spiffe://example.com/am-3")),
            node("am-1", "192.0.2.1", 9095, "127.77.0.1", .ip(address)),
        ])
        let text = try #require(table).canonicalText
        #expect(document.contains("<!-- table -->\n```text\n\(text)```"))
    }

    private func node(
        _ name: String, _ host: String, _ port: UInt16, _ ip: String, _ identity: Identity
    ) throws -> Node {
        let loopback = try #require(IPAddress(ip))
        return Node(
            name: try #require(NodeName(name)), linkAddress: LinkAddress(host: host, port: port),
            virtualAddress: try #require(VirtualAddress(ip: loopback, port: 9094)), identities: [identity])
    }
}
