import NIOCore
import NIOEmbedded
import NIOSSL
import SubrosaTestKit
import Testing

@testable import SubrosaTransport

@Suite("The first bytes of a connection")
struct ClientHelloTests {
    /// What NIOSSL sends first.
    private func hello(for name: String?) throws -> [UInt8] {
        let context = try NIOSSLContext(configuration: .makeClientConfiguration())
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        var bytes = try #require(try channel.readOutbound(as: ByteBuffer.self))
        while var more = try channel.readOutbound(as: ByteBuffer.self) { bytes.writeBuffer(&more) }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return Array(bytes.readableBytesView)
    }

    private func look(_ bytes: some Sequence<UInt8>) -> ClientHello.Finding {
        ClientHello.look(at: ByteBuffer(bytes: bytes))
    }

    @Test func aRealOneIsFoundInItsFirstNineBytes() throws {
        let bytes = try hello(for: nil)
        for length in 0..<9 { #expect(look(bytes.prefix(length)) == .incomplete) }
        for length in 9...bytes.count { #expect(look(bytes.prefix(length)) == .found) }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "SSH-2.0-x", "\u{0}", "\u{16}\u{2}", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{2}",
        "\u{15}\u{3}\u{3}",
    ])
    func somethingElseIsRefusedOnItsFirstWrongByte(text: String) {
        #expect(look(text.utf8) == .notTLS)
    }

    @Test func lengthsThatCannotBeAreRefused() {
        #expect(look([22, 3, 1, 0x40, 1]) == .notTLS, "a record above 2^14")
        #expect(look([22, 3, 1, 0xff, 0xff]) == .notTLS)
        #expect(look([22, 3, 1, 0, 44]) == .notTLS, "too short for any ClientHello")
        #expect(look([22, 3, 1, 2, 0, 1, 0, 1, 0xfd]) == .notTLS, "a message that is longer than its record")
        #expect(look([22, 3, 1, 2, 0, 1, 0, 1, 0xfc]) == .found)
        #expect(look([22, 3, 1, 2, 0, 1, 0, 0, 1]) == .notTLS, "a message that is too short")
    }

    @Test(arguments: ["am-1.example.com", nil])
    func theServerNameIsRead(name: String?) throws {
        let bytes = try hello(for: name)
        #expect(ClientHello.serverName(in: ByteBuffer(bytes: bytes)) == .name(name))
        for length in 0..<bytes.count {
            #expect(ClientHello.serverName(in: ByteBuffer(bytes: bytes.prefix(length))) == .incomplete)
        }
    }

    @Test func nothingThatIsWrittenOverOneBreaksTheReader() throws {
        var random = SeededGenerator(seed: 3)
        let bytes = try hello(for: "am-1.example.com")
        var malformed = 0
        for _ in 0..<3_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let buffer = ByteBuffer(bytes: changed)
            guard ClientHello.look(at: buffer) == .found else { continue }
            switch ClientHello.serverName(in: buffer) {
            case .malformed: malformed += 1
            case .name(let name): #expect(name?.utf8.allSatisfy { (0x21...0x7e).contains($0) } ?? true)
            case .incomplete: break
            }
        }
        #expect(malformed > 20)
    }

    @Test func serverNamesAreComparedWithoutCaseAndWithoutADotAtTheEnd() {
        let names = ServerNames(["am-1.Example.com", "relay.test."], ownHost: "am-1.example.com")
        for name in ["am-1.example.com", "AM-1.example.COM.", "relay.test"] {
            #expect(names.objection(to: name) == nil)
        }
        for name in ["am-2.example.com", "example.com", "am-1.example.com..", "", nil] {
            #expect(names.objection(to: name)?.reason == .serverName)
        }
    }

    @Test(arguments: ["192.0.2.1", "2001:db8::1"])
    func whoIsDialledByItsAddressIsAskedForNoName(host: String) {
        let names = ServerNames(["am-1.example.com"], ownHost: host)
        #expect(names.objection(to: nil) == nil)
        #expect(names.objection(to: "am-2.example.com")?.reason == .serverName)
    }
}
