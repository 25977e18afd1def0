import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SubrosaCore

/// Asks for pages over HTTP, each on a connection of its own.
package struct PageClient: Sendable {
    package struct Answer: Sendable {
        /// Of HTTP, e.g. 200.
        package let status: Int
        package let body: [UInt8]
        /// The `Date` field, as it came.
        package let date: String?
    }

    private let url: StatusURL
    /// nil: plain HTTP.
    private let context: NIOSSLContext?
    private let credentials: BasicCredentials?

    /// - Parameter access: what to show and to trust there.
    /// - Throws: ``StatusFailure``, if a file of `access` cannot be used.
    package init(_ url: StatusURL, access: StatusAccess = .none) throws(StatusFailure) {
        self.url = url
        context = url.isSecure ? try access.context() : nil
        credentials = access.credentials
    }

    /// - Parameters:
    ///   - path: below the URL's prefix.
    ///   - deadline: for everything: the name, the connection and the answer.
    ///   - limit: bytes of the answer that are read.
    package func get(_ path: String, deadline: TimeAmount, limit: Int) async throws(PageFailure) -> Answer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result = await get(path, on: group.next(), deadline: deadline, limit: limit)
        try? await group.shutdownGracefully()
        switch result {
        case .success(let answer): return Answer(status: answer.status, body: answer.body, date: answer.date)
        case .failure(let error): throw PageFailure(error, deadline: deadline)
        }
    }

    private func get(
        _ path: String, on loop: any EventLoop, deadline: TimeAmount, limit: Int
    ) async -> Result<AnswerCollector.Answer, any Error> {
        let promise = loop.makePromise(of: AnswerCollector.Answer.self)
        var headers: HTTPHeaders = ["Host": url.authority, "Accept": "application/json", "Connection": "close"]
        if let credentials { headers.add(name: "Authorization", value: credentials.field) }
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: url.prefix + path, headers: headers)
        // An IP literal may not stand in SNI (RFC 6066, section 3); it is looked for in the certificate all the same.
        let serverName = IPAddress(url.host) == nil ? url.host : nil
        let timeout = loop.scheduleTask(in: deadline) { promise.fail(ChannelError.connectTimeout(deadline)) }
        let connecting = ClientBootstrap(group: loop).connectTimeout(deadline)
            .channelInitializer { [context] channel in
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
}
