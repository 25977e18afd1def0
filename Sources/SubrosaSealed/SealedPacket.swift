import NIOCore
import SubrosaCore
import SubrosaWire

/// The layout of a sealed datagram on the wire (docs/PROTOCOL.md, "Sealed datagrams").
///
///     0         1                 9                  17                                 n-16          n
///     | version |  key id (u64)   |  counter (u64)   |  ciphertext of type and content    |  tag: 16    |
///     |<------- authenticated, in the clear -------->|
package enum SealedPacket {
    package static let version: UInt8 = 1
    package static let headerLength = 1 + 8 + 8
    package static let tagLength = 16
    /// Type and number, in front of every content.
    package static let contentHeaderLength = 1 + 8
    /// A packet around nothing but a number.
    package static let shortest = headerLength + contentHeaderLength + tagLength
    /// With the headers of IPv6 and UDP 1,500 bytes.
    package static let longest = shortest + Limits.sealedDatagramLength

    /// What stands in front of a packet, in the clear.
    package struct Header: Equatable, Sendable {
        package let keyID: UInt64
        package let counter: UInt64

        /// - Returns: nil if the bytes cannot be a packet of this version.
        package init?(of packet: ByteBuffer) {
            guard (SealedPacket.shortest...SealedPacket.longest).contains(packet.readableBytes),
                packet.getInteger(at: packet.readerIndex, as: UInt8.self) == SealedPacket.version,
                let keyID = packet.getInteger(at: packet.readerIndex + 1, as: UInt64.self),
                let counter = packet.getInteger(at: packet.readerIndex + 9, as: UInt64.self)
            else { return nil }
            self.keyID = keyID
            self.counter = counter
        }
    }
}
