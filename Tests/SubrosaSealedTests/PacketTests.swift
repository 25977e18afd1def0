import NIOCore
import SubrosaCore
import SubrosaTestKit
import SubrosaWire
import Testing

@testable import SubrosaSealed

@Suite("Sealed packets")
struct PacketTests {
    private static func pair(_ cipher: DatagramKey.Cipher) throws -> (SealingKey, OpeningKey) {
        let bytes = (0..<UInt8(cipher.keyLength)).map { $0 }
        let key = try #require(DatagramKey(id: 0x0102_0304_0506_0708, cipher: cipher, bytes: bytes))
        return (SealingKey(key), OpeningKey(key))
    }

    private static func sealed(_ content: SealedContent, _ key: inout SealingKey) throws -> ByteBuffer {
        let packet = key.seal(content, allocator: ByteBufferAllocator())
        return try #require(packet)
    }

    private static func open(
        _ packet: ByteBuffer, _ key: inout OpeningKey
    ) throws -> Result<SealedContent, OpeningKey.SealedRefusal> {
        key.open(packet, try #require(SealedPacket.Header(of: packet)))
    }

    private static func refused(
        _ reason: SealedRefusalReason
    ) -> Result<SealedContent, OpeningKey.SealedRefusal> { .failure(.init(reason: reason)) }

    @Test(arguments: DatagramKey.Cipher.allCases)
    func everyLengthIsOpenedAsItWasSealed(cipher: DatagramKey.Cipher) throws {
        var (sealing, opening) = try Self.pair(cipher)
        var random = SeededGenerator(seed: 6)
        for length in [0, 1, 15, 16, 17, 300, 1_400, Limits.sealedDatagramLength] {
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let content = SealedContent.datagram(UInt64(length) + 1, ByteBuffer(bytes: bytes))
            let packet = try Self.sealed(content, &sealing)
            #expect(packet.readableBytes == SealedPacket.shortest + length)
            #expect(try Self.open(packet, &opening) == .success(content))
        }
        let probe = try Self.sealed(.probe(7), &sealing)
        #expect(probe.readableBytes == SealedPacket.longest)
        #expect(try Self.open(probe, &opening) == .success(.probe(7)))
    }

    @Test(arguments: DatagramKey.Cipher.allCases)
    func aPacketWithAnyOneBitFlippedIsRefused(cipher: DatagramKey.Cipher) throws {
        var (sealing, opening) = try Self.pair(cipher)
        let packet = try Self.sealed(.datagram(1, ByteBuffer(repeating: 0x5a, count: 100)), &sealing)
        for bit in 0..<packet.readableBytes * 8 {
            var altered = packet
            let byte = try #require(packet.getInteger(at: bit / 8, as: UInt8.self))
            altered.setInteger(byte ^ (1 << UInt8(bit % 8)), at: bit / 8)
            // Version and key id are looked at before a key is chosen.
            guard let header = SealedPacket.Header(of: altered), header.keyID == opening.id else {
                #expect(bit < 9 * 8)
                continue
            }
            let expected = Self.refused(header.counter == 0 ? .tooOld : .notAuthentic)
            #expect(opening.open(altered, header) == expected, "bit \(bit)")
        }
        #expect(try Self.open(packet, &opening) != Self.refused(.replayed), "none of them used up its number")
    }

    @Test(arguments: DatagramKey.Cipher.allCases)
    func aPacketThatIsCutOrLengthenedIsRefused(cipher: DatagramKey.Cipher) throws {
        var (sealing, opening) = try Self.pair(cipher)
        let packet = try Self.sealed(.datagram(1, ByteBuffer(repeating: 0x5a, count: 100)), &sealing)
        for length in 0..<packet.readableBytes {
            let cut = try #require(packet.getSlice(at: 0, length: length))
            guard let header = SealedPacket.Header(of: cut) else {
                #expect(length < SealedPacket.shortest)
                continue
            }
            #expect(opening.open(cut, header) == Self.refused(.notAuthentic))
        }
        var longer = packet
        longer.writeInteger(UInt8(0))
        #expect(try Self.open(longer, &opening) == Self.refused(.notAuthentic))
        longer.writeRepeatingByte(0, count: SealedPacket.longest)
        #expect(SealedPacket.Header(of: longer) == nil)
    }

    @Test func aPacketIsOpenedOnceHoweverLateItIsRepeated() throws {
        var (sealing, opening) = try Self.pair(.aes128GCM)
        let packets = try (1...OpeningKey.windowBits + 1).map {
            try Self.sealed(.datagram(UInt64($0), ByteBuffer()), &sealing)
        }
        // Out of order, as networks do.
        for packet in packets.dropLast().reversed() { #expect((try? Self.open(packet, &opening).get()) != nil) }
        for packet in packets.dropLast() { #expect(try Self.open(packet, &opening) == Self.refused(.replayed)) }
        _ = try Self.open(packets[packets.count - 1], &opening).get()
        #expect(try Self.open(packets[0], &opening) == Self.refused(.tooOld))
    }

    @Test func aPacketOfAnotherKeyIsRefusedEvenUnderTheSameID() throws {
        var (sealing, _) = try Self.pair(.aes128GCM)
        let packet = try Self.sealed(.datagram(1, ByteBuffer(string: "gossip")), &sealing)
        for cipher in DatagramKey.Cipher.allCases {
            let bytes = [UInt8](repeating: 0x77, count: cipher.keyLength)
            var other = OpeningKey(try #require(DatagramKey(id: sealing.id, cipher: cipher, bytes: bytes)))
            #expect(try Self.open(packet, &other) == Self.refused(.notAuthentic))
        }
    }

    @Test func noTwoPacketsOfAKeyHaveTheSameCounterAndNoTwoKeysAreTheSame() throws {
        var (sealing, _) = try Self.pair(.aes128GCM)
        let counters = try (0..<1_000).map { _ in
            try #require(SealedPacket.Header(of: try Self.sealed(.datagram(1, ByteBuffer()), &sealing))).counter
        }
        #expect(counters == (1...1_000).map { UInt64($0) })
        let keys = (0..<1_000).map { _ in DatagramKey.random(.aes128GCM) }
        #expect(Set(keys.map(\.id)).count == 1_000)
        #expect(Set(keys.map(\.bytes)).count == 1_000)
    }

    @Test func contentOfALaterVersionIsRefused() throws {
        #expect(SealedContent(ByteBuffer(bytes: [3] + [UInt8](repeating: 0, count: 8))) == nil)
        #expect(SealedContent(ByteBuffer(bytes: [1, 0, 0])) == nil)
        #expect(SealedContent(ByteBuffer()) == nil)
    }

    @Test func aKeyIsNotInAnyTextAboutIt() throws {
        let key = DatagramKey.random(.chaCha20Poly1305)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.contains("\(key.bytes[0]), \(key.bytes[1])") && !text.contains("bytes"), "\(text)")
        }
    }

    @Test func aesIsChosenWhereTheProcessorHasIt() {
        #expect(CipherChoice.cipher(cpuInfo: "processor\t: 0\nflags\t\t: fpu vme aes avx\n") == .aes128GCM)
        #expect(CipherChoice.cipher(cpuInfo: "Features\t: fp asimd aes pmull\n") == .aes128GCM)
        #expect(CipherChoice.cipher(cpuInfo: "flags\t\t: fpu vaes\n") == .chaCha20Poly1305)
        #expect(CipherChoice.cipher(cpuInfo: "") == .chaCha20Poly1305)
    }
}
