import NIOCore
import SubrosaCore

/// Frames to bytes.
package enum FrameEncoder {
    /// Appends the whole frame. The caller has kept to ``FrameType/allowedLength``; a longer payload is our own bug.
    package static func encode(_ frame: Frame, into buffer: inout ByteBuffer) {
        switch frame {
        case .hello(let hello):
            var payload = ByteBuffer()
            hello.writePayload(to: &payload)
            writeHeader(.hello, length: payload.readableBytes, into: &buffer)
            buffer.writeBuffer(&payload)
        case .refuse(let text):
            let bytes = text.utf8.prefix(Limits.refuseTextLength)
            writeHeader(.refuse, length: bytes.count, into: &buffer)
            buffer.writeBytes(bytes)
        case .datagram(var payload):
            writeHeader(.datagram, length: payload.readableBytes, into: &buffer)
            buffer.writeBuffer(&payload)
        case .ping(let number):
            writeHeader(.ping, length: 8, into: &buffer)
            buffer.writeInteger(number)
        case .pong(let number, let received):
            writeHeader(.pong, length: 16, into: &buffer)
            buffer.writeInteger(number)
            buffer.writeInteger(received)
        case .key(let key):
            writeHeader(.key, length: key.payloadLength, into: &buffer)
            key.writePayload(to: &buffer)
        case .numbered(let number, var payload):
            writeHeader(.numbered, length: 8 + payload.readableBytes, into: &buffer)
            buffer.writeInteger(number)
            buffer.writeBuffer(&payload)
        case .settled(let number):
            writeHeader(.settled, length: 8, into: &buffer)
            buffer.writeInteger(number)
        case .probed(let key, let number):
            writeHeader(.probed, length: 16, into: &buffer)
            buffer.writeInteger(key)
            buffer.writeInteger(number)
        case .chunk(var payload):
            writeHeader(.chunk, length: payload.readableBytes, into: &buffer)
            buffer.writeBuffer(&payload)
        case .reset(let reason):
            writeHeader(.reset, length: 1, into: &buffer)
            buffer.writeInteger(reason.rawValue)
        case .report(let report):
            var payload = report.payload
            writeHeader(.report, length: payload.readableBytes, into: &buffer)
            buffer.writeBuffer(&payload)
        case .drain, .open, .end:
            writeHeader(frame.type, length: 0, into: &buffer)
        }
    }

    /// Appends a header alone, for a payload that is sent from its own buffer.
    package static func writeHeader(_ type: FrameType, length: Int, into buffer: inout ByteBuffer) {
        assert(type.allowedLength.contains(length), "subrosa bug: \(type) frame of \(length) bytes")
        buffer.writeInteger(UInt32(type.rawValue) << 24 | UInt32(truncatingIfNeeded: length))
    }
}
