import NIOCore

/// The `--cluster.label` of an Alertmanager, learnt from what it sends. A ping with another one would be thrown away, with
/// a complaint in the log.
package enum MemberlistLabel {
    /// The cheap look: the datagram says nothing else than what is known.
    package static func stands(_ label: [UInt8], before datagram: ByteBuffer) -> Bool {
        let bytes = datagram.readableBytesView
        guard !label.isEmpty else { return bytes.first != MemberlistEnvelope.Kind.label }
        return bytes.count > label.count + 2 && bytes.first == MemberlistEnvelope.Kind.label
            && Int(bytes[bytes.startIndex + 1]) == label.count && bytes.dropFirst(2).starts(with: label)
    }

    /// - Returns: the label in front of a ping or an answer, empty if there is none in front of it; nil if the datagram is
    ///   something else, from which nothing is to be learnt.
    package static func learnt(from datagram: ByteBuffer) -> [UInt8]? {
        guard let first: UInt8 = datagram.getInteger(at: datagram.readerIndex),
            first <= MemberlistEnvelope.Kind.checksum || first == MemberlistEnvelope.Kind.label,
            let envelope = MemberlistEnvelope(datagram), NumberedMessage(envelope.first) != nil
        else { return nil }
        return envelope.label
    }
}
