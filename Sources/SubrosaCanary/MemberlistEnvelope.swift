import NIOCore

/// A datagram of memberlist, opened as far as its first message: everything that Subrosa ever looks at in gossip, and
/// only to know the answers to its own canaries. Nothing is altered.
///
/// Outermost first (hashicorp/memberlist, net.go, label.go): a label, a checksum, compression, a compound of several
/// messages.
struct MemberlistEnvelope {
    /// `messageType` of net.go.
    enum Kind {
        static let ping: UInt8 = 0
        static let indirectPing: UInt8 = 1
        static let ack: UInt8 = 2
        static let compound: UInt8 = 7
        static let compress: UInt8 = 9
        static let checksum: UInt8 = 12
        static let label: UInt8 = 244
    }

    /// The head of a compound of 255 messages, and a ping with the longest names after it.
    private static let expandedLimit = 1_280

    /// Without it the datagram is of a cluster that has none.
    let label: [UInt8]
    /// The type and the body of the first message.
    let first: ByteBuffer
    /// Nothing else is in the datagram, and the body is there as it was sent.
    let isAlone: Bool

    init?(_ datagram: ByteBuffer) {
        var rest = datagram
        guard let label = Self.readLabel(&rest) else { return nil }
        self.label = label
        if Self.peek(rest) == Kind.checksum {
            // Not proved: what a link carries is what was sent.
            guard rest.readBytes(length: 5) != nil else { return nil }
        }
        var isAlone = true
        if Self.peek(rest) == Kind.compress {
            guard let compressed = Self.compressed(rest) else { return nil }
            rest = ByteBuffer(bytes: LZWPrefix.expanded(compressed.readableBytesView, limit: Self.expandedLimit))
            isAlone = false
        }
        if Self.peek(rest) == Kind.compound {
            guard let part = Self.firstPart(rest) else { return nil }
            rest = part
            isAlone = false
        }
        guard rest.readableBytes > 0 else { return nil }
        first = rest
        self.isAlone = isAlone
    }

    private static func peek(_ buffer: ByteBuffer) -> UInt8? { buffer.getInteger(at: buffer.readerIndex) }

    /// Empty if there is none; nil if it is cut short.
    private static func readLabel(_ buffer: inout ByteBuffer) -> [UInt8]? {
        guard peek(buffer) == Kind.label else { return [] }
        buffer.moveReaderIndex(forwardBy: 1)
        guard let length = buffer.readInteger(as: UInt8.self), length > 0 else { return nil }
        return buffer.readBytes(length: Int(length))
    }

    /// What `compress{Algo, Buf}` carries.
    private static func compressed(_ message: ByteBuffer) -> ByteBuffer? {
        var reader = MessagePackReader(message)
        reader.skipByte()
        guard let count = reader.mapCount() else { return nil }
        var buffer: ByteBuffer?
        for _ in 0..<count {
            guard let key = reader.text() else { return nil }
            if key == "Buf" {
                guard let bytes = reader.bytes() else { return nil }
                buffer = bytes
            } else if !reader.skipValue() {
                return nil
            }
        }
        return buffer
    }

    /// `07`, how many, their lengths (two bytes each), and then they themselves.
    private static func firstPart(_ message: ByteBuffer) -> ByteBuffer? {
        var rest = message
        rest.moveReaderIndex(forwardBy: 1)
        guard let count = rest.readInteger(as: UInt8.self), count > 0, let length = rest.readInteger(as: UInt16.self),
            rest.readSlice(length: (Int(count) - 1) * 2) != nil
        else { return nil }
        return rest.readSlice(length: Int(length))
    }
}
