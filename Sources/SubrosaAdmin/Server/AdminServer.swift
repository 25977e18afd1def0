import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SubrosaCore
import SubrosaPlumbing

/// Serves the admin pages over HTTP/1.1, with TLS or without, on a thread of its own: whoever reads them does not hold up gossip.
package struct AdminServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let places: NIOLoopBound<AdminPlaces>
    private let guardian: AdminGuard
    private let watching: Task<Void, Never>
    /// `127.0.0.1:9096`, as bound.
    package let boundAddress: String

    /// Binds the address and serves.
    ///
    /// - Parameters:
    ///   - port: 0 lets the system choose one.
    ///   - version: this program's, for the pages.
    ///   - access: who may see them; nil: everybody, without TLS.
    /// - Throws: ``AdminBindFailure``.
    package static func start(
        address: (ip: IPAddress, port: UInt16), view: any NodeView, version: String, access: AccessWatch? = nil,
        logger: Logger
    ) async throws -> AdminServer {
        let text = address.ip.isIPv6 ? "[\(address.ip)]:\(address.port)" : "\(address.ip):\(address.port)"
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        var logger = logger
        logger[metadataKey: "component"] = "web"
        do {
            let places = try await loop.submit { NIOLoopBound(AdminPlaces(), eventLoop: loop) }.get()
            let pages = AdminPages(version: version)
            let guardian = AdminGuard(access, logger: logger)
            let channel = try await bootstrap(
                loop, places: places, pages: pages, view: view, guardian: guardian, logger: logger
            )
            .bind(to: SocketAddress(ipAddress: address.ip.description, port: Int(address.port))).get()
            let port = channel.localAddress?.port.map(String.init) ?? "\(address.port)"
            return AdminServer(
                group: group, channel: channel, places: places, guardian: guardian,
                watching: Task { await guardian.run() },
                boundAddress: "\(address.ip.isIPv6 ? "[\(address.ip)]" : "\(address.ip)"):\(port)")
        } catch {
            try? await group.shutdownGracefully()
            throw AdminBindFailure(address: text, errno: (error as? IOError)?.errnoCode ?? 0)
        }
    }

    private static func bootstrap(
        _ loop: any EventLoop, places: NIOLoopBound<AdminPlaces>, pages: AdminPages, view: any NodeView,
        guardian: AdminGuard, logger: Logger
    ) -> ServerBootstrap {
        ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 64)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptPause {
                            logger.error(
                                "Cannot accept admin connections",
                                metadata: ["err": "\($0)", "remedy": "raise the limit of open files (LimitNOFILE)"])
                        })
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: AdminLimits.readBytes)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let context = guardian.context
                    let connection = AdminConnection(
                        channel: channel, pages: pages, view: view, guardian: guardian, isSecure: context != nil
                    ) { places.value.leave($0) }
                    guard places.value.take(connection) else { throw ChannelError.ioOnClosedChannel }
                    // RequestLimit counts bytes, and refuses in words; the decoder just has to let it.
                    var limits = NIOHTTPDecoderLimitConfiguration()
                    limits.maxHeaderListSize = 8 * AdminLimits.requestBytes
                    limits.maxHeaderFieldSize = limits.maxHeaderListSize
                    limits.maxHeaderFieldCount = AdminLimits.requestBytes
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.addHandler(connection.limit)
                    try pipeline.configureHTTPServerPipeline(
                        withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
                    try pipeline.addHandler(connection)
                }
            }
    }

    /// Serves nobody any more. Nothing is asked of the node afterwards.
    package func close() async {
        watching.cancel()
        try? await channel.close().get()
        let (loop, places) = (channel.eventLoop, places)
        let left = loop.makePromise(of: Void.self)
        loop.execute { places.value.close(left) }
        let timeout = loop.scheduleTask(in: AdminLimits.farewell) { left.succeed() }
        try? await left.futureResult.get()
        timeout.cancel()
        await guardian.stop()
        try? await group.shutdownGracefully()
    }
}
