import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SubrosaCore
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Asks a running node for its status.
package enum StatusClient {
    /// For everything: the name, the connection and the answer.
    package static let deadline = TimeAmount.seconds(5)
    /// Bytes of an answer that are read; a thousand peers need a third of it.
    package static let answerLimit = 8 << 20

    /// What the node serves at `/api/v1/status`, unparsed.
    package static func fetch(
        _ url: StatusURL, access: StatusAccess = .none, deadline: TimeAmount = deadline,
        answerLimit: Int = answerLimit
    ) async throws(StatusFailure) -> [UInt8] {
        let context = try url.isSecure ? access.context() : nil
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result = await fetch(
            url, access.credentials, context, on: group.next(), deadline: deadline, limit: answerLimit)
        try? await group.shutdownGracefully()
        let answer: AnswerCollector.Answer
        switch result {
        case .success(let received): answer = received
        case .failure(let error): throw failure(error, url, deadline)
        }
        switch answer.status {
        case 200: return answer.body
        case 401:
            throw StatusFailure(
                what:
                    "\(url) wants a user and a password, and \(access.credentials == nil ? "none were" : "not these") given",
                remedy: "give --user and --password.file as basic_auth_users of the node's web configuration has them")
        case 429, 503:
            throw StatusFailure(
                what: "\(url) does not check passwords now (HTTP status \(answer.status))",
                remedy: "try again in a minute")
        default:
            throw StatusFailure(
                what: "\(url) answers with HTTP status \(answer.status)",
                remedy: "look whether a Subrosa serves there (web.listen_address), and no other program")
        }
    }

    private static func fetch(
        _ url: StatusURL, _ credentials: BasicCredentials?, _ context: NIOSSLContext?, on loop: any EventLoop,
        deadline: TimeAmount, limit: Int
    ) async -> Result<AnswerCollector.Answer, any Error> {
        let promise = loop.makePromise(of: AnswerCollector.Answer.self)
        var headers: HTTPHeaders = ["Host": url.authority, "Accept": "application/json", "Connection": "close"]
        if let credentials { headers.add(name: "Authorization", value: credentials.field) }
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: url.prefix + AdminPage.status.rawValue, headers: headers)
        // An IP literal may not stand in SNI (RFC 6066, section 3); it is looked for in the certificate all the same.
        let serverName = IPAddress(url.host) == nil ? url.host : nil
        let timeout = loop.scheduleTask(in: deadline) { promise.fail(ChannelError.connectTimeout(deadline)) }
        let connecting = ClientBootstrap(group: loop).connectTimeout(deadline)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: serverName))
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(AnswerCollector(request: head, limit: limit, promise: promise))
                }
            }
            .connect(host: url.host, port: url.port)
        connecting.whenFailure { promise.fail($0) }
        let result: Result<AnswerCollector.Answer, any Error>
        do { result = .success(try await promise.futureResult.get()) } catch { result = .failure(error) }
        timeout.cancel()
        connecting.whenSuccess { $0.close(promise: nil) }
        return result
    }

    private static func failure(_ error: any Error, _ url: StatusURL, _ deadline: TimeAmount) -> StatusFailure {
        let seconds = deadline.nanoseconds / 1_000_000_000
        let why: String
        switch error {
        case AnswerCollector.Failure.tooLong:
            return StatusFailure(
                what: "\(url) sends more than a status can be",
                remedy: "look whether a Subrosa serves there, and no other program")
        case AnswerCollector.Failure.ended: why = "the connection ended before the answer was there"
        case let error as NIOConnectionError: why = text(error)
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return StatusFailure(
                what: "no TLS with \(url): \(UntrustedText.escaped("\(error)", limit: 300))",
                remedy:
                    "look at its certificate and its host name, and give its CA with --ca.file; if it asks for a certificate, --cert.file and --key.file"
            )
        case ChannelError.connectTimeout: why = "no answer within \(seconds) s"
        default: why = text(error)
        }
        return StatusFailure(
            what: "cannot reach the node at \(url): \(why)",
            remedy: "look whether subrosa runs there and serves web.listen_address, or give its address with --url")
    }

    private static func text(_ error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first { return text(first.error) }
        return "its host name cannot be resolved"
    }

    private static func text(_ error: any Error) -> String {
        (error as? IOError).map { SystemMessage.text($0.errnoCode) } ?? "\(error)"
    }
}
