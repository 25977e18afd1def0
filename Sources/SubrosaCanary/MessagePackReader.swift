import NIOCore

/// As much MessagePack as memberlist writes (msgpack.org's specification; go-msgpack with its old `raw` for text and
/// bytes): flat maps of text, bytes, numbers and nil.
struct MessagePackReader {
    private var rest: ByteBuffer

    init(_ buffer: ByteBuffer) { rest = buffer }

    var isAtEnd: Bool { rest.readableBytes == 0 }

    mutating func skipByte() { _ = rest.readInteger(as: UInt8.self) }

    /// - Returns: how many pairs follow; nil if this is no short map.
    mutating func mapCount() -> Int? {
        guard let byte: UInt8 = rest.readInteger(), byte & 0xf0 == 0x80 else { return nil }
        return Int(byte & 0x0f)
    }

    /// Keys of at most 31 bytes.
    mutating func text() -> String? {
        guard let byte: UInt8 = rest.getInteger(at: rest.readerIndex), byte & 0xe0 == 0xa0 else { return nil }
        return bytes().map { String(decoding: $0.readableBytesView, as: UTF8.self) }
    }

    /// Text or bytes, whatever they are.
    mutating func bytes() -> ByteBuffer? {
        guard let byte: UInt8 = rest.readInteger() else { return nil }
        let length: Int?
        switch byte {
        case 0xa0...0xbf: length = Int(byte & 0x1f)
        case 0xc4, 0xd9: length = rest.readInteger(as: UInt8.self).map(Int.init)
        case 0xc5, 0xda: length = rest.readInteger(as: UInt16.self).map(Int.init)
        case 0xc6, 0xdb: length = rest.readInteger(as: UInt32.self).map(Int.init)
        default: return nil
        }
        return length.flatMap { rest.readSlice(length: $0) }
    }

    mutating func unsigned() -> UInt64? {
        guard let byte: UInt8 = rest.readInteger() else { return nil }
        switch byte {
        case 0x00...0x7f: return UInt64(byte)
        case 0xcc: return rest.readInteger(as: UInt8.self).map(UInt64.init)
        case 0xcd: return rest.readInteger(as: UInt16.self).map(UInt64.init)
        case 0xce: return rest.readInteger(as: UInt32.self).map(UInt64.init)
        case 0xcf: return rest.readInteger(as: UInt64.self)
        default: return nil
        }
    }

    /// - Returns: false if there is none, or one of another kind.
    mutating func skipValue() -> Bool {
        guard let byte: UInt8 = rest.getInteger(at: rest.readerIndex) else { return false }
        switch byte {
        case 0xc0, 0xc2, 0xc3:
            skipByte()
            return true
        case 0x00...0x7f, 0xcc...0xcf: return unsigned() != nil
        default: return bytes() != nil
        }
    }
}
