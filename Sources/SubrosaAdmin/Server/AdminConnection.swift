import NIOCore
import NIOHTTP1
import NIOSSL
import SubrosaCore
import SubrosaPlumbing

/// A connection to the admin pages: one request at a time, each with a deadline.
final class AdminConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let channel: any Channel
    private let pages: AdminPages
    private let view: any NodeView
    private let guardian: AdminGuard
    private let isSecure: Bool
    private let onEnd: (AdminConnection) -> Void
    /// Stands first in the pipeline of this connection.
    private(set) lazy var limit = RequestLimit { [weak self] in self?.began() }
    private var head: HTTPRequestHead?
    private var deadline: Scheduled<Void>?
    private var isAnswering = false
    private var isClosed = false
    /// Nothing of a request has come.
    private(set) var isIdle = true

    /// - Parameters:
    ///   - isSecure: TLS stands before it in the pipeline.
    ///   - onEnd: called once, when nothing of the connection is left.
    init(
        channel: any Channel, pages: AdminPages, view: any NodeView, guardian: AdminGuard, isSecure: Bool,
        onEnd: @escaping (AdminConnection) -> Void
    ) {
        self.channel = channel
        self.pages = pages
        self.view = view
        self.guardian = guardian
        self.isSecure = isSecure
        self.onEnd = onEnd
        close(after: AdminLimits.request)
    }

    func close() { channel.close(promise: nil) }

    private func close(after time: TimeAmount) {
        deadline?.cancel()
        deadline = channel.eventLoop.scheduleTask(in: time) { [channel] in channel.close(promise: nil) }
    }

    private func began() {
        guard isIdle else { return }
        isIdle = false
        close(after: AdminLimits.request)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            // One that came together with the request before it has not been seen to begin.
            began()
            if limit.headCompleted(head) {
                self.head = head
            } else {
                send(.text(431, ["The head of the request is too long."]), to: head, isLast: true)
            }
        case .body: break
        case .end:
            limit.requestCompleted()
            if let head { answer(head) }
            head = nil
        }
    }

    private func answer(_ head: HTTPRequestHead) {
        let hosts = head.headers["host"]
        guard hosts.count == 1 || head.version == .http1_0 else {
            // RFC 9112, section 3.2
            send(.text(400, ["A request needs one Host field."]), to: head, isLast: true)
            return
        }
        let request = AdminRequest(
            method: head.method.rawValue, target: head.uri, hosts: hosts, origin: head.headers.first(name: "origin"),
            isSecure: isSecure)
        let authorization = head.headers["authorization"]
        let address = channel.remoteAddress
        isAnswering = true
        let me = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let (loop, pages, view, guardian) = (channel.eventLoop, pages, view, guardian)
        Task {
            let response: @Sendable () -> AdminResponse
            if let refusal = await guardian.refusal(authorization: authorization, from: address) {
                response = { refusal }
            } else {
                response = await pages.prepare(request, view: view)
            }
            // Written on this thread, not in the tasks' pool: readers take one processor at most, whatever they ask.
            loop.execute { me.value.answer(response, to: head) }
        }
    }

    private func answer(_ response: () -> AdminResponse, to head: HTTPRequestHead) {
        isAnswering = false
        if isClosed { onEnd(self) } else { send(response(), to: head, isLast: !head.isKeepAlive) }
    }

    private func send(_ response: AdminResponse, to request: HTTPRequestHead, isLast: Bool) {
        var headers = HTTPHeaders(response.allHeaders.map { ($0[0], $0[1]) })
        if isLast {
            headers.add(name: "Connection", value: "close")
        } else if request.version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if request.method != .HEAD {
            channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: response.body))), promise: nil)
        }
        let me = NIOLoopBound(self, eventLoop: channel.eventLoop)
        // The deadline of the request goes on until the other side has taken the answer.
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenSuccess { me.value.sent(isLast: isLast) }
    }

    private func sent(isLast: Bool) {
        guard !isClosed else { return }
        guard !isLast else { return close() }
        // The next request may have come with this one, and its answer be under way.
        guard !isAnswering, head == nil else { return close(after: AdminLimits.request) }
        isIdle = true
        close(after: AdminLimits.idle)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isSecure, case .handshakeFailed? = error as? NIOSSLError {
            guardian.tlsFailed(error, from: channel.remoteAddress)
        }
        close()
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        deadline?.cancel()
        if !isAnswering { onEnd(self) }
    }
}
