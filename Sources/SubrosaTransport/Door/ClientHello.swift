import NIOCore

/// The first bytes of a connection, looked at before any TLS is set up: a record with the beginning of a ClientHello
/// (RFC 8446, sections 4.1.2 and 5.1), and the server name that it asks for (RFC 6066, section 3). Pure.
///
/// A ClientHello that is spread over several records is none here; no TLS library sends one below 16 KiB.
enum ClientHello {
    enum Finding: Equatable {
        case incomplete
        /// What the peer sends is no ClientHello.
        case notTLS
        case found
    }

    enum NameFinding: Equatable {
        case incomplete
        case malformed
        /// Nil if it asks for none.
        case name(String?)
    }

    /// A record's header and that of the message in it.
    private static let headerLength = 9
    private static let recordHeaderLength = 5
    /// `2^14` (RFC 8446, section 5.1).
    private static let recordLimit = 16_384
    /// Version, random, and at least the lengths of four lists and one cipher suite.
    private static let leastLength = 41

    /// Decides on nine bytes, or on fewer if they are wrong already.
    static func look(at bytes: ByteBuffer) -> Finding {
        let view = bytes.readableBytesView
        let expected: [(offset: Int, value: UInt8)] = [(0, 22), (1, 3), (5, 1)]
        for (offset, value) in expected where view.count > offset {
            guard view[view.startIndex + offset] == value else { return .notTLS }
        }
        if let length = bytes.getInteger(at: bytes.readerIndex + 3, as: UInt16.self) {
            guard (leastLength + 4...recordLimit).contains(Int(length)) else { return .notTLS }
        }
        guard view.count >= headerLength else { return .incomplete }
        guard let lengths = lengths(in: bytes), lengths.message >= leastLength, lengths.message + 4 <= lengths.record
        else { return .notTLS }
        return .found
    }

    /// - Parameter bytes: in which ``look(at:)`` has found a ClientHello.
    static func serverName(in bytes: ByteBuffer) -> NameFinding {
        guard let lengths = lengths(in: bytes) else { return .incomplete }
        guard bytes.readableBytes >= headerLength + lengths.message else { return .incomplete }
        var message = bytes
        message.moveReaderIndex(forwardBy: headerLength)
        // `readSlice` never reaches behind what it is asked of, so each list is read inside the one around it.
        guard var body = message.readSlice(length: lengths.message), body.readSlice(length: 34) != nil,
            body.readLengthPrefixedSlice(as: UInt8.self) != nil,
            body.readLengthPrefixedSlice(as: UInt16.self) != nil,
            body.readLengthPrefixedSlice(as: UInt8.self) != nil
        else { return .malformed }
        guard body.readableBytes > 0 else { return .name(nil) }
        guard var extensions = body.readLengthPrefixedSlice(as: UInt16.self) else { return .malformed }
        while extensions.readableBytes > 0 {
            guard let type = extensions.readInteger(as: UInt16.self),
                let content = extensions.readLengthPrefixedSlice(as: UInt16.self)
            else { return .malformed }
            if type == 0 { return name(in: content) }
        }
        return .name(nil)
    }

    private static func name(in content: ByteBuffer) -> NameFinding {
        var content = content
        guard var list = content.readLengthPrefixedSlice(as: UInt16.self), content.readableBytes == 0,
            list.readInteger(as: UInt8.self) == 0, let name = list.readLengthPrefixedSlice(as: UInt16.self),
            (1...255).contains(name.readableBytes), list.readableBytes == 0,
            name.readableBytesView.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return .malformed }
        return .name(String(buffer: name))
    }

    private static func lengths(in bytes: ByteBuffer) -> (record: Int, message: Int)? {
        guard let record = bytes.getInteger(at: bytes.readerIndex + 3, as: UInt16.self),
            let word = bytes.getInteger(at: bytes.readerIndex + recordHeaderLength, as: UInt32.self)
        else { return nil }
        return (Int(record), Int(word & 0xff_ffff))
    }
}
