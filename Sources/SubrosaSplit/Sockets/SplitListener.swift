import Logging
import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Listens on one of the two sockets. Lets the other half in and nobody else, and keeps the socket there: if somebody
/// removes it, it is made again.
///
/// Everything is called on its event loop, and calls back there.
package final class SplitListener {
    private let path: String
    private let permissions: SocketPermissions
    private let limits: SplitListenerLimits
    private let loop: any EventLoop
    private let logger: Logger
    private let initialize: (any Channel) throws -> Void
    private let door: SplitDoor
    private var file: SocketFile?
    private var channel: (any Channel)?
    private var look: Ticker?
    /// While the socket is being made.
    private var claiming: EventLoopFuture<Void>?
    private var isClosed = false
    private var failures = RepeatFilter<SocketFileFailure>(interval: .seconds(60))

    /// - Parameters:
    ///   - path: of the socket.
    ///   - users: who may be the other half.
    ///   - initialize: adds the handlers of an accepted connection, whose `autoRead` is off. It calls
    ///     ``introduced(_:)`` when the connection has said what it is for.
    package init(
        path: String, permissions: SocketPermissions, users: AllowedUsers, limits: SplitListenerLimits = .init(),
        loop: any EventLoop, logger: Logger, initialize: @escaping (any Channel) throws -> Void
    ) {
        self.path = path
        self.permissions = permissions
        self.limits = limits
        self.loop = loop
        var logger = logger
        logger[metadataKey: "component"] = "split"
        logger[metadataKey: "socket"] = "\(path)"
        self.logger = logger
        self.initialize = initialize
        door = SplitDoor(users: users, limits: limits, loop: loop, logger: logger)
    }

    /// Connections that were refused since the start.
    package var refusals: [SplitRefusalReason: UInt64] { door.refusals }
    /// Connections that are open now.
    package var connections: Int { door.count }

    /// Makes the socket, beside the event loop, and accepts on it from then on. To be called once; after a failure again.
    ///
    /// - Returns: fails with ``SocketFileFailure``, or with `CancellationError` after ``close()``.
    package func open() -> EventLoopFuture<Void> {
        let opened = claim()
        opened.assumeIsolated().whenSuccess { [weak self] in
            guard let self else { return }
            look = Ticker(on: loop, every: limits.lookInterval) { [weak self] in self?.lookForIt() }
        }
        return opened
    }

    /// The connection has said what it is for, and may stay longer than ``SplitListenerLimits/patience``.
    package func introduced(_ channel: any Channel) { door.introduced(channel) }

    /// Accepts nobody any more and removes the socket. Connections that have said what they are for stay open.
    ///
    /// - Returns: succeeds when the socket is gone.
    package func close() -> EventLoopFuture<Void> {
        isClosed = true
        look?.cancel()
        look = nil
        door.close()
        let closing = channel
        channel = nil
        closing?.close(promise: nil)
        let removed = file.map { file in
            NIOThreadPool.singleton.runIfActive(eventLoop: loop) { _ = file.remove() }
        }
        file = nil
        // What is being made meanwhile is given up by whoever makes it.
        let claimed = (claiming ?? loop.makeSucceededVoidFuture()).recover { _ in }
        let both = claimed.and((removed ?? loop.makeSucceededVoidFuture()).recover { _ in })
        return both.map { _, _ in }
    }

    // MARK: Making the socket

    private func claim() -> EventLoopFuture<Void> {
        let path = self.path
        let permissions = self.permissions
        let claimed = NIOThreadPool.singleton.runIfActive(eventLoop: loop) {
            try SocketFile.claim(path, permissions: permissions)
        }
        let serving = claimed.assumeIsolated().flatMap { claim in self.serve(claim) }.nonisolated()
        claiming = serving
        serving.assumeIsolated().whenComplete { [weak self] _ in self?.claiming = nil }
        return serving
    }

    private func serve(_ claim: SocketFile.Claim) -> EventLoopFuture<Void> {
        guard !isClosed else { return giveUp { claim.abandon() } }
        let me = NIOLoopBound(self, eventLoop: loop)
        let channel = ServerBootstrap(group: loop)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        AcceptPause { [weak listener = me.value] in listener?.cannotAccept($0) },
                        AcceptGate { [weak listener = me.value] in listener?.admits($0) ?? false })
                }
            }
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: false)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try me.value.initialize(channel) }
            }
            .withBoundSocket(claim.descriptor)
        // On a socket that it is given, NIO has already listened with a backlog of its own choice: 128.
        listen(claim.descriptor, SocketFile.backlog)
        return channel.assumeIsolated().flatMap { self.serving($0, claim.file) }.nonisolated()
    }

    /// It was closed meanwhile.
    private func giveUp(_ remove: @escaping @Sendable () -> Void) -> EventLoopFuture<Void> {
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) {
            remove()
            throw CancellationError()
        }
    }

    private func serving(_ channel: any Channel, _ file: SocketFile) -> EventLoopFuture<Void> {
        guard !isClosed else {
            channel.close(promise: nil)
            return giveUp { file.remove() }
        }
        let old = self.channel
        self.channel = channel
        self.file = file
        old?.close(promise: nil)
        channel.closeFuture.assumeIsolated().whenComplete { [weak self] _ in
            // NIO closes its listener on errors of accept(2) that it does not know.
            guard let self, self.channel === channel else { return }
            self.channel = nil
        }
        return loop.makeSucceededVoidFuture()
    }

    // MARK: Keeping it there

    private func lookForIt() {
        guard claiming == nil else { return }
        if channel != nil, let file, file.isStillThere { return }
        claim().assumeIsolated().whenComplete { [weak self] result in
            guard let self, !isClosed else { return }
            switch result {
            case .success:
                failures = RepeatFilter(interval: .seconds(60))
                logger.warning(
                    "Split socket was lost; listening again",
                    metadata: [
                        "why": "another program removed or replaced it, or the system closed it",
                        "remedy": "find out which program cleans the directory",
                    ])
            case .failure(let error as SocketFileFailure): cannotClaim(error)
            case .failure: break
            }
        }
    }

    private func cannotClaim(_ failure: SocketFileFailure) {
        guard case .report(let repeated) = failures.happened(failure, now: .now()) else { return }
        logger.error(
            "Cannot listen on the split socket again",
            metadata: ["why": "\(failure.why)", "repeated": "\(repeated)", "remedy": "\(failure.remedy)"])
    }

    // MARK: Accepting

    private func admits(_ channel: any Channel) -> Bool {
        guard !isClosed else {
            channel.close(promise: nil)
            return false
        }
        return door.admits(channel)
    }

    private func cannotAccept(_ error: IOError) {
        logger.error(
            "Cannot accept split connections",
            metadata: ["err": "\(error)", "remedy": "\(AcceptPause.remedy(for: error))"])
    }
}
