import NIOCore
import NIOHTTP1

/// Counts the bytes of a request and refuses one that is too long, before HTTP's syntax is looked at. Stands first in
/// the pipeline.
final class RequestLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let onBytes: () -> Void
    private var count = 0
    private var isHeadComplete = false
    private var isRefused = false

    /// - Parameter onBytes: called before each read is handed on.
    init(onBytes: @escaping () -> Void) { self.onBytes = onBytes }

    /// - Returns: false if the head is too long after all: its last bytes may have come together with its first.
    func headCompleted(_ head: HTTPRequestHead) -> Bool {
        isHeadComplete = true
        // The spaces, colons and line ends between the parts.
        let line = head.method.rawValue.utf8.count + head.uri.utf8.count + " HTTP/1.1\r\n\r\n ".utf8.count
        return head.headers.reduce(line) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
            <= AdminLimits.requestBytes
    }

    func requestCompleted() {
        count = 0
        isHeadComplete = false
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        onBytes()
        // Requests that are complete within this read take their bytes with them.
        count += unwrapInboundIn(data).readableBytes
        context.fireChannelRead(data)
        if count > AdminLimits.requestBytes { refuse(context) }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        isRefused = true
        let status = isHeadComplete ? "413 Content Too Large" : "431 Request Header Fields Too Large"
        let answer = "HTTP/1.1 \(status)\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        // A close with bytes unread would be a reset, which may overtake the answer.
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.assumeIsolated().scheduleTask(in: AdminLimits.farewell) { channel.close(promise: nil) }
    }
}
