import NIOCore
import NIOHTTP1

/// Sends one GET and gathers what comes back, up to a limit.
final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
        /// The `Date` field, as it came.
        let date: String?
    }

    enum Failure: Error { case tooLong, ended }

    private let request: HTTPRequestHead
    private let limit: Int
    private let promise: EventLoopPromise<Answer>
    private var status = 0
    private var date: String?
    private var body: [UInt8] = []
    private var isDone = false

    /// - Parameter promise: is completed in any case, at the latest when the connection ends.
    init(request: HTTPRequestHead, limit: Int, promise: EventLoopPromise<Answer>) {
        self.request = request
        self.limit = limit
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(request)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
            date = head.headers.first(name: "Date")
        case .body(let bytes):
            guard body.count + bytes.readableBytes <= limit else {
                conclude(context, .failure(Failure.tooLong))
                return
            }
            body += bytes.readableBytesView
        case .end: conclude(context, .success(Answer(status: status, body: body, date: date)))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { conclude(context, .failure(error)) }

    func channelInactive(context: ChannelHandlerContext) { conclude(context, .failure(Failure.ended)) }

    private func conclude(_ context: ChannelHandlerContext, _ result: Result<Answer, any Error>) {
        guard !isDone else { return }
        isDone = true
        promise.completeWith(result)
        context.close(promise: nil)
    }
}
