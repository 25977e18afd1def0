import NIOCore
import SubrosaCore

/// Bytes to frames: append what arrived, then take frames until there is none.
///
/// Keeps at most ``Limits/gatheredLength`` bytes between reads: a length is checked on the header, and chunks, the
/// only frames that may be longer, are handed on piece by piece. After an error nothing more is decoded.
package struct FrameDecoder: Sendable {
    private var buffer = ByteBuffer()
    /// Bytes of the current chunk that have not arrived yet.
    private var chunkRemaining = 0
    private var failed = false

    package init() {}

    /// Adds bytes that arrived; after an error they are thrown away, so that a peer that writes on costs nothing.
    package mutating func append(_ bytes: ByteBuffer) {
        guard !failed else { return }
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            var bytes = bytes
            buffer.discardReadBytes()
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next frame, or nil if more bytes are needed.
    package mutating func next() throws(FrameError) -> Frame? {
        guard !failed else { return nil }
        do throws(FrameError) {
            let frame = try decode()
            // An emptied buffer would keep its whole storage alive (and out of the channel's pool) while a lane idles.
            if frame == nil, buffer.readableBytes == 0 { buffer = ByteBuffer() }
            return frame
        } catch {
            failed = true
            buffer = ByteBuffer()
            throw error
        }
    }

    private mutating func decode() throws(FrameError) -> Frame? {
        if chunkRemaining > 0 { return nextPiece() }
        guard let header = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        guard let type = FrameType(rawValue: UInt8(header >> 24)) else { throw .unknownType(UInt8(header >> 24)) }
        let length = Int(header & 0xff_ffff)
        guard type.allowedLength.contains(length) else { throw .length(type, length) }
        if type == .chunk {
            buffer.moveReaderIndex(forwardBy: Limits.headerLength)
            chunkRemaining = length
            return nextPiece()
        }
        guard buffer.readableBytes >= Limits.headerLength + length else { return nil }
        buffer.moveReaderIndex(forwardBy: Limits.headerLength)
        guard let payload = buffer.readSlice(length: length) else { return nil }
        return try Self.frame(type, payload)
    }

    private mutating func nextPiece() -> Frame? {
        let length = min(chunkRemaining, buffer.readableBytes)
        guard length > 0, let piece = buffer.readSlice(length: length) else { return nil }
        chunkRemaining -= length
        return .chunk(piece)
    }

    private static func frame(_ type: FrameType, _ payload: ByteBuffer) throws(FrameError) -> Frame {
        var payload = payload
        switch type {
        case .hello: return .hello(try Hello(payload: payload))
        case .refuse:
            let bytes = payload.readableBytesView
            guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) else { throw .malformedRefusal }
            return .refuse(String(decoding: bytes, as: UTF8.self))
        case .datagram: return .datagram(payload)
        case .ping: return .ping(payload.readInteger() ?? 0)
        case .pong: return .pong(payload.readInteger() ?? 0, received: payload.readInteger() ?? 0)
        case .drain: return .drain
        case .report: return .report(try HealthReport(payload: payload))
        case .key: return .key(try DatagramKey(payload: payload))
        case .numbered: return .numbered(payload.readInteger() ?? 0, payload)
        case .settled: return .settled(payload.readInteger() ?? 0)
        case .probed: return .probed(key: payload.readInteger() ?? 0, number: payload.readInteger() ?? 0)
        case .open: return .open
        case .chunk: return .chunk(payload)
        case .end: return .end
        case .reset: return .reset(StreamResetReason(code: payload.readInteger() ?? 0))
        }
    }
}
