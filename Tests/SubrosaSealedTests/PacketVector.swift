import Foundation
import NIOCore
import SubrosaWire
import Testing

@testable import SubrosaSealed

/// A paragraph of Vectors/packets.txt, which docs/PROTOCOL.md shows word by word; made with another implementation of the
/// ciphers (Python's `cryptography`).
struct PacketVector: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let key: DatagramKey
    let counter: UInt64
    let content: SealedContent
    let packet: ByteBuffer

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    private static let file = root.appending(path: "Vectors/packets.txt")
    static let document = root.appending(path: "../../docs/PROTOCOL.md").standardizedFileURL

    static func text() throws -> String { try String(contentsOf: file, encoding: .utf8) }

    static func all() throws -> [PacketVector] {
        try text().components(separatedBy: "\n\n").filter { $0.hasPrefix("name:") }.map { try PacketVector($0) }
    }

    private init(_ paragraph: String) throws {
        var lines: [String: String] = [:]
        for line in paragraph.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            lines[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        func value(_ name: String, in line: String) throws -> String {
            let pair = try #require(lines[line]?.split(separator: " ").first { $0.hasPrefix("\(name)=") })
            return String(pair.dropFirst(name.count + 1))
        }
        testDescription = try #require(lines["name"])
        let id = try value("id", in: "key")
        let cipher = try #require(DatagramKey.Cipher(rawValue: UInt8(try value("cipher", in: "key")) ?? 0))
        let bytes = try Self.bytes(try value("bytes", in: "key"))
        key = try #require(DatagramKey(id: UInt64(id, radix: 16) ?? 0, cipher: cipher, bytes: bytes))
        counter = try #require(lines["counter"].flatMap { UInt64($0) })
        let number = try value("number", in: "content")
        let payload = try Self.bytes(try value("payload", in: "content"))
        content = .datagram(UInt64(number) ?? 0, ByteBuffer(bytes: payload))
        packet = ByteBuffer(bytes: try Self.bytes(lines["packet"] ?? ""))
    }

    private static func bytes(_ text: String) throws -> [UInt8] {
        let digits = Array(text.filter { $0 != "-" })
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
        }
    }
}

@Suite("Vectors of sealed packets")
struct PacketVectorTests {
    @Test(arguments: try PacketVector.all())
    func aPacketIsSealedAndOpenedAsTheVectorSays(vector: PacketVector) throws {
        var opening = OpeningKey(vector.key)
        let header = try #require(SealedPacket.Header(of: vector.packet))
        #expect(header.counter == vector.counter)
        #expect(opening.open(vector.packet, header) == .success(vector.content))
        // The first packets of a key; it would take too long to come to the others.
        guard vector.counter < 10 else { return }
        var sealing = SealingKey(vector.key)
        var packet: ByteBuffer?
        for _ in 0..<vector.counter { packet = sealing.seal(vector.content, allocator: ByteBufferAllocator()) }
        #expect(packet == vector.packet)
    }

    @Test func theProtocolDocumentShowsThemWordByWord() throws {
        let document = try String(contentsOf: PacketVector.document, encoding: .utf8)
        #expect(document.contains("```text\n\(try PacketVector.text())```"))
    }
}
