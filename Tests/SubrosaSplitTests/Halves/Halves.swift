import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing
import SubrosaTestKit
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@testable import SubrosaSplit

/// The two halves of a node on real sockets in a directory of their own, without Alertmanager and peers; each can come and
/// go. Everything of it lives on one event loop, where ``on(_:)`` looks.
final class Halves: Sendable {
    struct State {
        var host: HostHalf?
        var hostSides: [NodeName: HalfSide] = [:]
        var locals: [NodeName: any LocalSide] = [:]
        var edge: EdgeHalf?
        var front: FakeFront?
        var reloads: [EventLoopPromise<[String]>] = []
    }

    let directory: TemporaryDirectory
    let loop: any EventLoop
    let hostLog = LogRecorder()
    let edgeLog = LogRecorder()
    let limits: ControlLimits
    private let state: NIOLoopBoundBox<State>

    var sockets: SplitSockets { get throws { try SplitSockets(directory: directory.path) } }

    /// Starts both halves, for the peer am-2, and waits until they have met.
    static func run(
        isStarted: Bool = true, limits change: (inout ControlLimits) -> Void = { _ in },
        sourceLocation: SourceLocation = #_sourceLocation, _ body: (Halves) async throws -> Void
    ) async throws {
        var limits = ControlLimits()
        limits.pingInterval = .milliseconds(50)
        limits.silence = .seconds(10)
        change(&limits)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let halves = try Halves(group.next(), limits)
        do {
            if isStarted {
                try await halves.startHost()
                try await halves.startEdge()
                try await halves.meet()
            }
            try await body(halves)
            try await halves.stopEdge()
            try await halves.stopHost()
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
            for line in halves.hostLog.lines.all { print("host: \(line)") }
            for line in halves.edgeLog.lines.all { print("edge: \(line)") }
            // So that nothing stays behind of a test that failed.
            try? await halves.stopEdge()
            try? await halves.stopHost()
        }
        try await group.shutdownGracefully()
    }

    private init(_ loop: any EventLoop, _ limits: ControlLimits) throws {
        directory = try TemporaryDirectory()
        self.loop = loop
        self.limits = limits
        state = .makeBoxSendingValue(State(), eventLoop: loop)
    }

    /// Looks at or changes something on the event loop.
    func on<T: Sendable>(_ body: @escaping @Sendable (inout State) throws -> T) async throws -> T {
        try await loop.submit { [state] in try body(&state.value) }.get()
    }

    static func name(_ text: String = "am-2") -> NodeName {
        guard let name = NodeName(text) else { preconditionFailure(text) }
        return name
    }

    static func table(_ peers: [String]) -> SplitTable {
        SplitTable(
            node: "am-1", virtualAddress: "127.77.0.1:9094", alertmanager: nil, resolver: nil,
            peers: peers.enumerated().map { SplitTable.Peer(name: $1, address: "127.77.0.\($0 + 2):9094") },
            edgeSocket: SplitTable.Socket(owner: nil, group: nil, mode: 0o600), localUsers: nil)
    }

    // MARK: The host half

    func startHost(_ peers: [String] = ["am-2"]) async throws {
        let sockets = try self.sockets
        try await loop.flatSubmit { [state, loop, limits, hostLog] in
            let host = HostHalf(
                sockets: sockets, users: .own(), permissions: SocketPermissions(mode: 0o600), table: Self.table(peers),
                limits: limits, loop: loop, logger: hostLog.logger, events: EventLog(),
                clock: { WallTime(milliseconds: 0) },
                handlers: HostHalf.Handlers(
                    reload: {
                        let promise = loop.makePromise(of: [String].self)
                        state.value.reloads.append(promise)
                        return promise.futureResult
                    }, alertmanagerDropped: { _ in }))
            state.value.host = host
            state.value.hostSides = [:]
            state.value.locals = [:]
            for peer in peers { Self.serve(peer, &state.value) }
            return host.bind()
        }.get()
    }

    private static func serve(_ peer: String, _ state: inout State) {
        let side = HalfSide()
        guard let local = state.host?.addPeer(name(peer), counters: side.counters) else { return }
        local.serve(datagrams: side, streams: side)
        side.outbound = local.datagrams
        side.dialer = local.streams
        state.hostSides[name(peer)] = side
        state.locals[name(peer)] = local
    }

    /// As a reload does it: what went is closed, the table is told, what is new is served.
    func setPeers(_ peers: [String]) async throws {
        try await on { state in
            for (name, local) in state.locals where !peers.contains(name.text) {
                local.close()
                state.locals[name] = nil
            }
            state.host?.setTable(Self.table(peers))
            for peer in peers where state.locals[Self.name(peer)] == nil { Self.serve(peer, &state) }
        }
    }

    func stopHost() async throws {
        try await loop.flatSubmit { [state, loop] in
            for local in state.value.locals.values { local.close() }
            let ended = state.value.host?.end() ?? loop.makeSucceededVoidFuture()
            state.value.host = nil
            return ended
        }.get()
    }

    // MARK: The edge

    func startEdge(_ prepare: @escaping @Sendable (FakeFront) -> Void = { _ in }) async throws {
        let sockets = try self.sockets
        try await loop.submit { [state, loop, limits, edgeLog] in
            let edge = EdgeHalf(
                sockets: sockets, users: .own(), version: "1.2.3", limits: limits, loop: loop, logger: edgeLog.logger)
            let front = FakeFront(edge, loop: loop)
            prepare(front)
            state.value.edge = edge
            state.value.front = front
            edge.start(front)
        }.get()
    }

    func stopEdge() async throws {
        try await loop.flatSubmit { [state, loop] in
            let ended = state.value.edge?.end() ?? loop.makeSucceededVoidFuture()
            state.value.edge = nil
            return ended
        }.get()
    }

    /// Waits until the edge is attached and the link to it is taken, both ways.
    func meet(from start: Int = 0) async throws {
        try await edgeLog.line("Attached to the host half", from: start)
        try await flows(.host)
        try await flows(.edge)
    }

    /// Sends probes until one arrives.
    func flows(_ from: SplitHalf, _ peer: String = "am-2") async throws {
        let to: SplitHalf = from == .host ? .edge : .host
        try await eventually("a datagram from the \(from) half arrives") {
            try await self.send(HalfSide.probe, from: from, peer)
            return try await self.side(to, peer) { $0.hasProbe } == true
        }
    }

    /// For what no event tells of: looks again every few milliseconds.
    func eventually(_ what: String, _ check: () async throws -> Bool) async throws {
        try await SubrosaTestKit.eventually(what, within: .seconds(10), check)
    }

    // MARK: What goes through

    /// - Returns: nil if that half does not run, or has no such peer.
    func side<T: Sendable>(
        _ half: SplitHalf, _ peer: String = "am-2", _ body: @escaping @Sendable (HalfSide) -> T
    ) async throws -> T? {
        try await on { state in
            (half == .host ? state.hostSides[Self.name(peer)] : state.front?.sides[Self.name(peer)]).map(body)
        }
    }

    func send(_ datagrams: [UInt8]..., from half: SplitHalf, _ peer: String = "am-2") async throws {
        _ = try await side(half, peer) { side in
            for datagram in datagrams { side.outbound?.deliver(ByteBuffer(bytes: datagram)) }
            side.outbound?.burstEnded()
        }
    }

    func drops(_ half: SplitHalf, _ peer: String = "am-2") async throws -> [String: UInt64] {
        try await side(half, peer) { side in
            Dictionary(uniqueKeysWithValues: side.counters.drops.map { ($0.key.reason.rawValue, $0.value) })
        } ?? [:]
    }

    /// Opens a stream.
    ///
    /// - Returns: what happens on it, or why it was refused.
    func open(
        from half: SplitHalf, _ peer: String = "am-2", reads: Bool = true
    ) async throws -> Result<Record<StreamEnd.Event>, StreamRefused> {
        let outcome = Record<Result<Record<StreamEnd.Event>, StreamRefused>>()
        _ = try await side(half, peer) { side in
            side.dialer?.dialStream { result in
                outcome.append(
                    result.map { stream in
                        let end = StreamEnd(stream, reads: reads)
                        side.ends.append(end)
                        return end.events
                    })
            }
        }
        return try await outcome.first("the outcome of a stream") { _ in true }.element
    }
}
