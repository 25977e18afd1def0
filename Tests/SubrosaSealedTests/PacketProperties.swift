import NIOCore
import SubrosaCore
import SubrosaSealed
import SubrosaWire

/// What holds for the opening of packets, whatever bytes come: for seeded tests and for the fuzzer.
enum PacketProperties {
    /// - Parameter input: bytes of an attacker. Read as a packet; then, as the first says, as content that a peer seals, or as what
    ///   somebody does to a genuine packet.
    /// - Returns: which promise was broken; nil if none was.
    static func broken(by input: [UInt8]) -> String? {
        let cipher: DatagramKey.Cipher = input.first.map { $0 & 1 == 0 } ?? true ? .aes128GCM : .chaCha20Poly1305
        guard let key = DatagramKey(id: 0, cipher: cipher, bytes: Array(repeating: 7, count: cipher.keyLength)) else {
            return "no key"
        }
        return believed(input, key) ?? alteredIsBelieved(input, key) ?? notCarried(input, key)
    }

    /// Nobody who does not have the key can make a packet.
    private static func believed(_ input: [UInt8], _ key: DatagramKey) -> String? {
        var opening = OpeningKey(key)
        // As it is, and as close to a packet of this key as one can come without it.
        for bytes in [input, [1] + Array(repeating: 0, count: 8) + input] {
            let packet = ByteBuffer(bytes: bytes)
            guard let header = SealedPacket.Header(of: packet) else { continue }
            if case .success = opening.open(packet, header) { return "a packet of a stranger was believed" }
        }
        return nil
    }

    /// A genuine packet with bytes changed, cut or added is not opened, and the genuine one still is, once.
    private static func alteredIsBelieved(_ input: [UInt8], _ key: DatagramKey) -> String? {
        var sealing = SealingKey(key)
        var opening = OpeningKey(key)
        let content = SealedContent.datagram(9, ByteBuffer(string: "gossip of a healthy cluster"))
        guard let genuine = sealing.seal(content, allocator: ByteBufferAllocator()) else { return "not sealed" }
        var bytes = Array(genuine.readableBytesView)
        for (index, change) in input.enumerated() where change != 0 { bytes[index % bytes.count] ^= change }
        if let length = input.last, length < 60 { bytes = Array(bytes.prefix(Int(length))) }
        let altered = ByteBuffer(bytes: bytes)
        if altered != genuine, let header = SealedPacket.Header(of: altered),
            case .success = opening.open(altered, header)
        {
            return "an altered packet was believed"
        }
        guard let header = SealedPacket.Header(of: genuine) else { return "a genuine packet has no header" }
        guard opening.open(genuine, header) == .success(content) else { return "the genuine packet was refused" }
        guard case .failure(let refusal) = opening.open(genuine, header), refusal.reason == .replayed else {
            return "a packet was opened twice"
        }
        return nil
    }

    /// What a peer seals arrives as it was.
    private static func notCarried(_ input: [UInt8], _ key: DatagramKey) -> String? {
        var sealing = SealingKey(key)
        var opening = OpeningKey(key)
        let content = SealedContent.datagram(1, ByteBuffer(bytes: input.prefix(Limits.sealedDatagramLength)))
        guard let packet = sealing.seal(content, allocator: ByteBufferAllocator()),
            let header = SealedPacket.Header(of: packet), opening.open(packet, header) == .success(content)
        else { return "content was not carried" }
        return nil
    }
}
