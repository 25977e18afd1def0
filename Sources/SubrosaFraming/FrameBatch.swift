import NIOCore
import SubrosaWire

/// Frames on their way into a channel: small ones are gathered and leave as one write, the bytes of a large chunk are
/// written from their own buffer.
///
/// A class, because the channel answers while it is written to: a flush that makes it writable again says so before it
/// returns, and what is told so adds frames to the batch.
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
        // Taken out first: what is added while it is written is not among it.
        let taken = gathered
        gathered = ByteBuffer()
        context.write(NIOAny(taken), promise: nil)
    }
}
