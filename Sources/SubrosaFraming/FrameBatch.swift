import NIOCore
import SubrosaWire

/// Frames on their way into a channel: small ones are gathered and leave as one write, the bytes of a large chunk are
/// written from their own buffer.
///
/// A class, since a channel may call back while it is written to: whether it can be written changes in the middle of a
/// write or a flush, and then whoever waits for that sends and flushes at once.
package final class FrameBatch {
    /// Chunks from here on are written from their own buffers; shorter ones are copied behind their header.
    private static let copyLimit = 8_192

    private var gathered = ByteBuffer()

    package init() {}

    /// Bytes that are gathered and have not been given to the channel yet.
    package var byteCount: Int { gathered.readableBytes }

    /// Queues a frame; without a channel any more, what would go straight to it is thrown away.
    package func add(_ frame: Frame, to context: ChannelHandlerContext?) {
        if case .chunk(let payload) = frame, payload.readableBytes >= Self.copyLimit {
            addInPieces(payload, to: context)
        } else {
            FrameEncoder.encode(frame, into: &gathered)
        }
    }

    /// Hands what was gathered to the channel and flushes it.
    package func flush(to context: ChannelHandlerContext?) {
        guard let context else { return }
        writeGathered(to: context)
        context.flush()
    }

    private func addInPieces(_ payload: ByteBuffer, to context: ChannelHandlerContext?) {
        guard let context else { return }
        var payload = payload
        while let piece = payload.readSlice(length: min(payload.readableBytes, Limits.chunkLength)),
            piece.readableBytes > 0
        {
            FrameEncoder.writeHeader(.chunk, length: piece.readableBytes, into: &gathered)
            writeGathered(to: context)
            context.write(NIOAny(piece), promise: nil)
        }
    }

    private func writeGathered(to context: ChannelHandlerContext) {
        guard gathered.readableBytes > 0 else { return }
        let bytes = gathered
        // Before it is written: what is sent meanwhile comes behind it.
        gathered = ByteBuffer()
        context.write(NIOAny(bytes), promise: nil)
    }
}
