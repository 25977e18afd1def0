import NIOCore
import SubrosaWire

/// A key with which this side seals, and its counter: no two packets are ever sealed with the same nonce, since the
/// counter lives and dies with the key.
package struct SealingKey {
    package let id: UInt64
    /// Of the last packet; the first has 1.
    package private(set) var counter: UInt64 = 0
    private let cipher: DatagramCipher

    package init(_ key: DatagramKey) {
        id = key.id
        cipher = DatagramCipher(key)
    }

    /// - Returns: a whole packet; nil if the library refuses, which it has no reason to.
    package mutating func seal(_ content: SealedContent, allocator: ByteBufferAllocator) -> ByteBuffer? {
        counter += 1
        var packet = allocator.buffer(capacity: SealedPacket.longest)
        packet.writeInteger(SealedPacket.version)
        packet.writeInteger(id)
        packet.writeInteger(counter)
        var plaintext = allocator.buffer(capacity: SealedPacket.longest)
        content.write(to: &plaintext)
        do {
            try plaintext.withUnsafeReadableBytes { try cipher.seal($0, counter: counter, packet: &packet) }
            return packet
        } catch { return nil }
    }
}

extension DatagramKey {
    /// A fresh one, from the system's generator.
    package static func random(_ cipher: Cipher) -> DatagramKey {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<cipher.keyLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let id = UInt64.random(in: .min ... .max, using: &generator)
        guard let key = DatagramKey(id: id, cipher: cipher, bytes: bytes) else {
            preconditionFailure("subrosa bug: a key of \(bytes.count) bytes for \(cipher)")
        }
        return key
    }
}
