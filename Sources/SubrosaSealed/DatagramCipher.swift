import Crypto
import NIOCore
import SubrosaWire

/// AEAD as sealed datagrams use it: the nonce is four zero bytes and the counter, the header is authenticated.
struct DatagramCipher {
    private let cipher: DatagramKey.Cipher
    /// Zeroes its memory when it goes.
    private let key: SymmetricKey

    init(_ key: DatagramKey) {
        cipher = key.cipher
        self.key = SymmetricKey(data: key.bytes)
    }

    /// Appends ciphertext and tag to the header.
    func seal(_ content: UnsafeRawBufferPointer, counter: UInt64, packet: inout ByteBuffer) throws {
        switch cipher {
        case .aes128GCM:
            let nonce = try AES.GCM.Nonce(data: Self.nonce(counter))
            let box = try packet.withUnsafeReadableBytes {
                try AES.GCM.seal(content, using: key, nonce: nonce, authenticating: $0)
            }
            packet.writeBytes(box.ciphertext)
            packet.writeBytes(box.tag)
        case .chaCha20Poly1305:
            let nonce = try ChaChaPoly.Nonce(data: Self.nonce(counter))
            let box = try packet.withUnsafeReadableBytes {
                try ChaChaPoly.seal(content, using: key, nonce: nonce, authenticating: $0)
            }
            packet.writeBytes(box.ciphertext)
            packet.writeBytes(box.tag)
        }
    }

    /// - Parameters:
    ///   - packet: a whole one.
    /// - Throws: if it is not authentic.
    func open(_ packet: UnsafeRawBufferPointer, counter: UInt64) throws -> ByteBuffer {
        let header = UnsafeRawBufferPointer(rebasing: packet[..<SealedPacket.headerLength])
        let end = packet.count - SealedPacket.tagLength
        let ciphertext = UnsafeRawBufferPointer(rebasing: packet[SealedPacket.headerLength..<end])
        let tag = UnsafeRawBufferPointer(rebasing: packet[end...])
        switch cipher {
        case .aes128GCM:
            let box = try AES.GCM.SealedBox(
                nonce: try AES.GCM.Nonce(data: Self.nonce(counter)), ciphertext: ciphertext, tag: tag)
            return ByteBuffer(bytes: try AES.GCM.open(box, using: key, authenticating: header))
        case .chaCha20Poly1305:
            let box = try ChaChaPoly.SealedBox(
                nonce: try ChaChaPoly.Nonce(data: Self.nonce(counter)), ciphertext: ciphertext, tag: tag)
            return ByteBuffer(bytes: try ChaChaPoly.open(box, using: key, authenticating: header))
        }
    }

    private static func nonce(_ counter: UInt64) -> [UInt8] {
        [0, 0, 0, 0] + withUnsafeBytes(of: counter.bigEndian) { Array($0) }
    }
}
