import Logging
import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaSplit

/// A running edge, seen from outside its event loop: start, what the host half has told, drain, end.
package struct EdgeService: Sendable {
    private static let drainTick = TimeAmount.milliseconds(20)

    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let parts: NIOLoopBound<Parts>
    private let logger: Logger
    /// The tables with which the edge is attached; never ends by itself.
    package let tables: AsyncStream<EdgeTable>
    /// One element when the host half has tried each peer.
    package let tried: AsyncStream<Void>

    private struct Parts {
        let half: EdgeHalf
        let switchboard: EdgeSwitchboard
    }

    /// Begins to look for the host half.
    ///
    /// - Parameters:
    ///   - users: who may be the host half.
    ///   - version: of this program.
    package static func start(
        _ sockets: SplitSockets, users: AllowedUsers, version: String, limits: ControlLimits = .init(), logger: Logger
    ) async throws -> EdgeService {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let (tables, tellTable) = AsyncStream.makeStream(of: EdgeTable.self, bufferingPolicy: .bufferingNewest(1))
        let (tried, tellTried) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let parts = try await loop.submit {
            let half = EdgeHalf(
                sockets: sockets, users: users, version: version, limits: limits, loop: loop, logger: logger)
            let switchboard = EdgeSwitchboard(
                half: half, loop: loop, logger: logger, onTable: { tellTable.yield($0) }, onTried: { tellTried.yield() }
            )
            half.start(switchboard)
            return NIOLoopBound(Parts(half: half, switchboard: switchboard), eventLoop: loop)
        }.get()
        return EdgeService(group: group, loop: loop, parts: parts, logger: logger, tables: tables, tried: tried)
    }

    /// Asks the host half to read its configuration again.
    package func requestReload() { loop.execute { parts.value.half.requestReload() } }

    /// Takes nothing new, gives what is under way some time, tells the host half what was lost, and closes everything.
    ///
    /// - Parameter timeout: for streams under way.
    /// - Returns: how many streams were cut off because the time was up.
    package func drain(timeout: TimeAmount) async throws -> Int {
        let deadline = NIODeadline.now() + timeout
        var streams = try await loop.submit {
            parts.value.switchboard.beginDrain()
            return parts.value.switchboard.streamCount
        }.get()
        if streams > 0 { logger.info("Draining", metadata: ["streams": "\(streams)"]) }
        while streams > 0, NIODeadline.now() < deadline {
            streams = try await loop.scheduleTask(in: Self.drainTick) { parts.value.switchboard.streamCount }
                .futureResult.get()
        }
        try await loop.flatSubmit { parts.value.switchboard.end() }.get()
        try await group.shutdownGracefully()
        return streams
    }
}
