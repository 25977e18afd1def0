import Logging
import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaTestKit
import Testing

@testable import SubrosaTransport

/// One node's side facing peers, with one peer: a listener, and the transport that dials the peer's.
final class TransportNode: Sendable {
    private struct Parts {
        let listener: LinkListener
        let transport: PeerTransport
        let events: EventLog
    }

    let log = LogRecorder()
    /// What the peer sent to this node's Alertmanager.
    let datagrams = Record<[UInt8]>()
    /// Up and down, of the link that this node dials.
    let changes = Record<Bool>()
    let port: Int
    private let loop: any EventLoop
    private let parts: NIOLoopBound<Parts>

    /// - Parameter peerPort: of 127.0.0.1; nothing is dialled before ``start()``.
    init(_ fabric: Fabric, _ number: Int, peer: Int, at peerPort: Int) async throws {
        let settings = try await fabric.settings(number)
        let node = try fabric.node(peer, at: peerPort)
        let loop = fabric.loop
        self.loop = loop
        parts = try await loop.submit { [datagrams, changes, logger = log.logger] in
            let local = LocalSide(datagrams)
            let events = EventLog()
            let settings = CurrentSettings(settings)
            let transport = PeerTransport(
                node: node, settings: settings, sessions: Sessions(settings: settings, loop: loop), loop: loop,
                counters: PeerCounters(), logger: logger, events: events,
                localDatagrams: local, localStreams: local, onLinkChange: { changes.append($0) })
            let listener = LinkListener(settings: settings, loop: loop, logger: logger, events: events)
            listener.setPeers([transport])
            return NIOLoopBound(Parts(listener: listener, transport: transport, events: events), eventLoop: loop)
        }.get()
        let address = try await loop.flatSubmit { [parts] in
            do {
                return parts.value.listener.bind(try SocketAddress(ipAddress: "127.0.0.1", port: 0), isIPv6Only: true)
            } catch { return loop.makeFailedFuture(error) }
        }.get()
        port = try #require(address.split(separator: ":").last.flatMap { Int($0) })
        try await loop.submit { [parts] in parts.value.listener.serve() }.get()
        fabric.atEnd { [loop, parts] in try await loop.submit { parts.value.listener.close() }.get() }
    }

    func start() async throws { try await loop.submit { [parts] in parts.value.transport.start() }.get() }

    func send(_ datagrams: [UInt8]...) async throws {
        try await loop.submit { [parts] in
            for datagram in datagrams { parts.value.transport.datagrams.deliver(ByteBuffer(bytes: datagram)) }
            parts.value.transport.datagrams.burstEnded()
        }.get()
    }

    func drops() async throws -> [DropReason: UInt64] {
        try await loop.submit { [parts] in
            Dictionary(uniqueKeysWithValues: parts.value.transport.counters.drops.map { ($0.key.reason, $0.value) })
        }.get()
    }

    func status() async throws -> PeerStatus { try await loop.submit { [parts] in parts.value.transport.status }.get() }

    /// What became of the links and of strangers, oldest first.
    func events() async throws -> [NodeEvent] {
        try await loop.submit { [parts] in parts.value.events.newestFirst.reversed() }.get()
    }

    /// Ends as a node does that drains.
    func end() async throws {
        let closing = try await loop.submit { [parts] in
            parts.value.listener.close()
            return parts.value.transport.end(.draining)
        }.get()
        for future in closing { try? await future.get() }
    }
}
