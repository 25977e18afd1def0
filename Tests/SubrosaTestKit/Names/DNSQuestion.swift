import NIOCore
import SubrosaCore

/// A question for addresses, and its answer, as bytes (RFC 1035, section 4).
struct DNSQuestion {
    /// In lower case.
    let name: String
    private let id: UInt16
    /// 1 for A, 28 for AAAA.
    private let type: UInt16
    /// The question alone, as it came.
    private let bytes: ByteBuffer

    init?(_ message: ByteBuffer) {
        var message = message
        guard let id = message.readInteger(as: UInt16.self), message.readSlice(length: 10) != nil else { return nil }
        let whole = message
        var labels: [String] = []
        while let length = message.readInteger(as: UInt8.self), length > 0 {
            guard let label = message.readString(length: Int(length)) else { return nil }
            labels.append(label.lowercased())
        }
        guard let type = message.readInteger(as: UInt16.self), message.readInteger(as: UInt16.self) != nil,
            let bytes = whole.getSlice(at: whole.readerIndex, length: message.readerIndex - whole.readerIndex)
        else { return nil }
        self.id = id
        self.type = type
        self.bytes = bytes
        name = labels.joined(separator: ".")
    }

    /// - Parameters:
    ///   - addresses: of both families; nil: there is no such name.
    ///   - limit: what is longer is cut off altogether, and said to be.
    func answer(_ addresses: [IPAddress]?, upTo limit: Int) -> ByteBuffer {
        let fitting = (addresses ?? []).filter { $0.isIPv6 == (type == 28) }
        let records = fitting.map { address in
            // The name is that at byte 12; class IN, for 0 seconds.
            var record = ByteBuffer()
            for number in [0xc00c, type, 1, 0, 0, UInt16(address.bytes.count)] { record.writeInteger(number) }
            record.writeBytes(address.bytes)
            return record
        }
        let isCut = 12 + bytes.readableBytes + records.reduce(0) { $0 + $1.readableBytes } > limit
        var answer = ByteBuffer()
        answer.writeInteger(id)
        // A response; recursion desired and available; truncated; 3 is "no such name".
        answer.writeInteger(UInt16(0x8180) | (isCut ? 0x0200 : 0) | (addresses == nil ? 3 : 0))
        for count in [1, isCut ? 0 : records.count, 0, 0] { answer.writeInteger(UInt16(count)) }
        answer.writeImmutableBuffer(bytes)
        if !isCut { for record in records { answer.writeImmutableBuffer(record) } }
        return answer
    }
}
