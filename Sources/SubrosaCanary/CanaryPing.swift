import NIOCore
import SubrosaCore

/// A canary as memberlist reads it: `ping{Node, SeqNo}` (hashicorp/memberlist, net.go, `handlePing`).
///
/// Without `Node` whoever gets it answers, and without `SourceAddr` to where it came from: the virtual address of the node
/// that sends it. Keys that it does not know memberlist's decoder skips.
package enum CanaryPing {
    /// Less than the 1,400 bytes of memberlist's own datagrams (`UDPBufferSize` in Alertmanager's cluster.go), with the
    /// longest label still not more.
    package static let largeLength = 1_300
    private static let filling = "Padding"

    /// - Parameter label: `--cluster.label` of the Alertmanagers; empty if they have none.
    package static func datagram(_ canary: Canary, label: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer()
        if !label.isEmpty {
            buffer.writeInteger(MemberlistEnvelope.Kind.label)
            buffer.writeInteger(UInt8(truncatingIfNeeded: label.count))
            buffer.writeBytes(label)
        }
        buffer.writeInteger(MemberlistEnvelope.Kind.ping)
        buffer.writeInteger(UInt8(canary.isLarge ? 0x83 : 0x82))
        writeKey("Node", to: &buffer)
        buffer.writeInteger(UInt8(0xa0))
        writeKey("SeqNo", to: &buffer)
        buffer.writeInteger(UInt8(0xce))
        buffer.writeInteger(canary.number)
        if canary.isLarge {
            writeKey(filling, to: &buffer)
            let length = largeLength - buffer.readableBytes - 3
            buffer.writeInteger(UInt8(0xda))
            buffer.writeInteger(UInt16(truncatingIfNeeded: length))
            buffer.writeRepeatingByte(UInt8(ascii: "."), count: length)
        }
        return buffer
    }

    private static func writeKey(_ key: String, to buffer: inout ByteBuffer) {
        buffer.writeInteger(0xa0 | UInt8(truncatingIfNeeded: key.utf8.count))
        buffer.writeString(key)
    }
}
