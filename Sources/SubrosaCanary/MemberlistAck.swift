import NIOCore

/// An answer to a ping: `ack{SeqNo, Payload}`.
package struct MemberlistAck: Hashable, Sendable {
    /// Of the ping that it answers.
    package let number: UInt32
    /// Nothing but the answer is in the datagram; else memberlist has added gossip to it, which has to be delivered.
    package let isAlone: Bool

    package init(number: UInt32, isAlone: Bool) {
        self.number = number
        self.isAlone = isAlone
    }

    /// - Returns: nil if the datagram does not begin with such an answer.
    package init?(in datagram: ByteBuffer) {
        guard let first = MemberlistEnvelope.firstByteAllows(datagram) ? MemberlistEnvelope(datagram) : nil,
            let message = NumberedMessage(first.first), message.kind == MemberlistEnvelope.Kind.ack
        else { return nil }
        self.init(number: message.number, isAlone: first.isAlone)
    }
}

extension MemberlistEnvelope {
    /// The cheap look, for datagrams that begin with something else.
    static func firstByteAllows(_ datagram: ByteBuffer) -> Bool {
        guard let byte: UInt8 = datagram.getInteger(at: datagram.readerIndex) else { return false }
        return [Kind.ack, Kind.label, Kind.checksum, Kind.compress, Kind.compound].contains(byte)
    }
}
