import NIOCore

/// A message of memberlist with a sequence number, read to its very end: a ping, an indirect ping, or an answer.
struct NumberedMessage {
    let kind: UInt8
    let number: UInt32

    init?(_ message: ByteBuffer) {
        guard let kind: UInt8 = message.getInteger(at: message.readerIndex),
            [MemberlistEnvelope.Kind.ping, MemberlistEnvelope.Kind.indirectPing, MemberlistEnvelope.Kind.ack]
                .contains(kind)
        else { return nil }
        var reader = MessagePackReader(message)
        reader.skipByte()
        guard let count = reader.mapCount() else { return nil }
        var number: UInt32?
        for _ in 0..<count {
            guard let key = reader.text() else { return nil }
            if key == "SeqNo" {
                guard number == nil, let value = reader.unsigned(), value <= UInt32.max else { return nil }
                number = UInt32(value)
            } else if !reader.skipValue() {
                return nil
            }
        }
        guard let number, reader.isAtEnd else { return nil }
        self.kind = kind
        self.number = number
    }
}
