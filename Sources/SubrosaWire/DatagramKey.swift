import NIOCore

/// A key for sealed datagrams, as one side hands it to the other inside the link.
package struct DatagramKey: Equatable, Sendable {
    /// Both with tags of 16 bytes and nonces of 12.
    package enum Cipher: UInt8, Sendable, CaseIterable {
        /// NIST SP 800-38D; fast where the processor has it.
        case aes128GCM = 1
        /// RFC 8439; fast everywhere.
        case chaCha20Poly1305 = 2

        /// In bytes.
        package var keyLength: Int { self == .aes128GCM ? 16 : 32 }
    }

    /// Random; stands in the clear in every packet that is sealed with it.
    package let id: UInt64
    package let cipher: Cipher
    /// As many as ``Cipher/keyLength`` says.
    package let bytes: [UInt8]

    package init?(id: UInt64, cipher: Cipher, bytes: [UInt8]) {
        guard bytes.count == cipher.keyLength else { return nil }
        self.id = id
        self.cipher = cipher
        self.bytes = bytes
    }

    init(payload: ByteBuffer) throws(FrameError) {
        var payload = payload
        guard let id = payload.readInteger(as: UInt64.self),
            let cipher = payload.readInteger(as: UInt8.self).flatMap(Cipher.init(rawValue:)),
            let key = DatagramKey(id: id, cipher: cipher, bytes: Array(payload.readableBytesView))
        else { throw .malformedKey }
        self = key
    }

    var payloadLength: Int { 8 + 1 + bytes.count }

    func writePayload(to buffer: inout ByteBuffer) {
        buffer.writeInteger(id)
        buffer.writeInteger(cipher.rawValue)
        buffer.writeBytes(bytes)
    }
}

extension DatagramKey: CustomStringConvertible, CustomReflectable {
    /// Without the key itself, which must not get into a log.
    package var description: String { "key of \(cipher)" }
    package var customMirror: Mirror { Mirror(self, children: ["cipher": cipher]) }
}
