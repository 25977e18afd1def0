import NIOCore
import SubrosaWire

/// What is inside a sealed packet.
package enum SealedContent: Equatable, Sendable {
    /// A datagram under its number among all that are sent both ways, or over UDP, on one link.
    case datagram(UInt64, ByteBuffer)
    /// A question whether packets of full size arrive. Its filling means nothing.
    case probe(UInt64)

    private enum Kind: UInt8 {
        case datagram = 1
        case probe = 2
    }

    init?(_ plaintext: ByteBuffer) {
        var plaintext = plaintext
        guard let kind = plaintext.readInteger(as: UInt8.self).flatMap(Kind.init(rawValue:)),
            let number = plaintext.readInteger(as: UInt64.self)
        else { return nil }
        switch kind {
        case .datagram: self = .datagram(number, plaintext)
        case .probe: self = .probe(number)
        }
    }

    func write(to buffer: inout ByteBuffer) {
        switch self {
        case .datagram(let number, var payload):
            buffer.writeInteger(Kind.datagram.rawValue)
            buffer.writeInteger(number)
            buffer.writeBuffer(&payload)
        case .probe(let number):
            buffer.writeInteger(Kind.probe.rawValue)
            buffer.writeInteger(number)
            // Full size: a path that takes only short packets is none.
            buffer.writeRepeatingByte(0, count: Limits.sealedDatagramLength)
        }
    }
}
