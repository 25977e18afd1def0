import Logging
import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaLocal
import SubrosaPlumbing

/// A running node, seen from outside its event loop: start, reload, drain, end.
package struct NodeService: Sendable {
    /// How often the end of the last stream is looked for while draining.
    private static let drainTick = TimeAmount.milliseconds(20)

    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let switchboard: NIOLoopBound<Switchboard>
    private let logger: Logger
    private let reloading: NIOLoopBoundBox<ReloadHandler?>
    /// Where peers are accepted, as bound at the start.
    package let linkAddresses: [String]

    /// Reads the configuration again when the edge asks for it; answers with the reasons why not.
    package typealias ReloadHandler = @Sendable () async -> [String]

    /// Binds everything, then starts to serve.
    ///
    /// - Throws: ``BindFailure`` for the first address that cannot be bound; nothing has been served then.
    package static func start(_ setup: Setup, logger: Logger) async throws -> NodeService {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let reloading = NIOLoopBoundBox.makeEmptyBox(valueType: ReloadHandler.self, eventLoop: loop)
        do {
            let switchboard = try await loop.submit {
                let events = EventLog()
                let front = try front(for: setup, loop: loop, logger: logger, events: events, reloading)
                return NIOLoopBound(
                    try Switchboard(setup: setup, front: front, loop: loop, logger: logger, events: events),
                    eventLoop: loop)
            }.get()
            let addresses = try await loop.flatSubmit { switchboard.value.bind() }.get()
            try await loop.submit { switchboard.value.serve() }.get()
            return NodeService(
                group: group, loop: loop, switchboard: switchboard, logger: logger, reloading: reloading,
                linkAddresses: addresses)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private static func front(
        for setup: Setup, loop: any EventLoop, logger: Logger, events: EventLog,
        _ reloading: NIOLoopBoundBox<ReloadHandler?>
    ) throws -> any LocalFront {
        guard let edge = setup.config.edge else { return try DirectFront(setup, loop: loop, logger: logger) }
        return try SplitFront(setup, edge, loop: loop, logger: logger, events: events) {
            loop.makeFutureWithTask { [handler = reloading.value] in
                await handler?() ?? ["this node is still starting; reload again"]
            }
        }
    }

    /// What happens from now on when the edge asks for a reload.
    package func onReloadRequest(_ handler: @escaping ReloadHandler) async throws {
        try await loop.submit { [reloading] in reloading.value = handler }.get()
    }

    /// Takes over another configuration as one whole, or throws and leaves everything as it is.
    ///
    /// - Returns: what has changed among the peers, for a log line.
    func reload(_ setup: Setup) async throws -> [String: String] {
        try await loop.flatSubmit { switchboard.value.reload(setup).map(\.summary) }.get()
    }

    /// - Parameter reload: what came of reading the configuration again.
    func status(reload: ReloadStatus) async throws -> NodeStatus {
        try await loop.submit { switchboard.value.status(reload: reload) }.get()
    }

    /// Something happened that this service does not see itself.
    func happened(_ event: NodeEvent) { loop.execute { switchboard.value.events.happened(event) } }

    /// Takes nothing new, gives what is under way some time, says goodbye to the peers and closes everything.
    ///
    /// - Parameters:
    ///   - timeout: for streams under way.
    ///   - beforeEnd: runs when no stream is waited for any more and the node can still be asked.
    /// - Returns: how many streams were cut off because the time was up.
    package func drain(
        timeout: TimeAmount, beforeEnd: @Sendable () async -> Void = {}
    ) async throws -> Int {
        let deadline = NIODeadline.now() + timeout
        var streams = try await loop.submit {
            switchboard.value.beginDrain()
            return switchboard.value.streamCount
        }.get()
        if streams > 0 { logger.info("Draining", metadata: ["streams": "\(streams)"]) }
        while streams > 0, NIODeadline.now() < deadline {
            streams = try await loop.scheduleTask(in: Self.drainTick) { switchboard.value.streamCount }
                .futureResult.get()
        }
        await beforeEnd()
        try await loop.flatSubmit { switchboard.value.end() }.get()
        try await group.shutdownGracefully()
        return streams
    }
}
