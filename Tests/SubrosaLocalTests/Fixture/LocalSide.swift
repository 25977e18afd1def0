import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaNames
import SubrosaPlumbing
import SubrosaTestKit
import Testing

@testable import SubrosaLocal

/// One virtual address, served by a real endpoint; what it carries is only taken note of.
final class LocalSide {
    /// Takes the place of the link.
    private final class Link: DatagramSink, StreamSink {
        let datagrams: Record<[UInt8]>
        let streams: Record<Bool>
        private var open: [any StreamSide] = []

        init(_ datagrams: Record<[UInt8]>, _ streams: Record<Bool>) {
            self.datagrams = datagrams
            self.streams = streams
        }

        func deliver(_ datagram: ByteBuffer) { datagrams.append(Array(datagram.readableBytesView)) }
        func burstEnded() {}

        func carry(_ side: any StreamSide) {
            open.append(side)
            streams.append(true)
            // What a test reads to know that its stream was taken.
            side.send(ByteBuffer(bytes: [1]))
            side.flush()
        }
    }

    let datagrams = Record<[UInt8]>()
    let streams = Record<Bool>()
    let log = LogRecorder()
    /// Where the local Alertmanager is, and where it finds the peer.
    let alertmanager: LoopbackAddress
    let peer: LoopbackAddress
    private let own: VirtualAddress
    private let loop: any EventLoop
    private let endpoint: NIOLoopBound<LocalEndpoint>
    private let place: NIOLoopBound<AlertmanagerPlace>
    private let counters: NIOLoopBound<PeerCounters>

    /// - Parameters:
    ///   - subnet: the first three bytes of the two virtual addresses; one for each test, which run at once.
    ///   - host: where the local Alertmanager is instead of at its virtual address, on the same port.
    static func run(
        _ subnet: UInt32, users: LocalUsers? = nil, host: String? = nil, names: NameService = NameService(),
        _ body: (LocalSide) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let side = try await LocalSide(subnet, users, host, names, group.next())
            try await body(side)
            try await side.loop.submit { [endpoint = side.endpoint, place = side.place] in
                place.value.end()
                endpoint.value.close()
            }.get()
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private init(
        _ subnet: UInt32, _ users: LocalUsers?, _ host: String?, _ names: NameService, _ loop: any EventLoop
    ) async throws {
        self.loop = loop
        alertmanager = try LoopbackAddress(ip: subnet << 8 | 1, port: 0).withFreePort()
        peer = try LoopbackAddress(ip: subnet << 8 | 2, port: 0).withFreePort()
        let own = try Self.virtual(alertmanager)
        self.own = own
        let search = host.map { Self.search($0, own, names) }
        let name = try #require(NodeName("am-2"))
        let address = try Self.virtual(peer)
        (endpoint, counters, place) = try await loop.submit { [log] in
            let counters = PeerCounters()
            let place = try AlertmanagerPlace(virtual: own, search: search, loop: loop, logger: log.logger)
            place.start()
            let endpoint = try LocalEndpoint(
                name: name, address: address, alertmanager: place, users: users, loop: loop, counters: counters,
                logger: log.logger)
            return (
                NIOLoopBound(endpoint, eventLoop: loop), NIOLoopBound(counters, eventLoop: loop),
                NIOLoopBound(place, eventLoop: loop)
            )
        }.get()
        let endpoint = self.endpoint
        try await loop.flatSubmit { endpoint.value.bind() }.get()
        try await loop.submit { [datagrams, streams] in
            let link = Link(datagrams, streams)
            endpoint.value.serve(datagrams: link, streams: link)
            endpoint.value.setReachable(true)
        }.get()
    }

    private static func search(_ host: String, _ own: VirtualAddress, _ names: NameService) -> AlertmanagerSearch {
        AlertmanagerSearch(
            address: AlertmanagerAddress(host: host, port: own.port), virtual: own, names: names)
    }

    /// As a reload does.
    func alertmanagerIs(at host: String?, names: NameService = NameService()) async throws {
        let search = host.map { Self.search($0, own, names) }
        try await loop.submit { [place] in try place.value.change(to: search) }.get()
    }

    /// What the peer sends to the local Alertmanager.
    func deliver(_ datagram: [UInt8]) async throws {
        try await loop.submit { [endpoint] in
            endpoint.value.datagrams.deliver(ByteBuffer(bytes: datagram))
            endpoint.value.datagrams.burstEnded()
        }.get()
    }

    /// The peer opens a stream.
    ///
    /// - Returns: why it was refused; nil if it was not, and then it is reset.
    func dial() async throws -> StreamRefused? {
        try await loop.flatSubmit { [endpoint, loop] in
            let promise = loop.makePromise(of: StreamRefused?.self)
            endpoint.value.streams.dialStream { result in
                switch result {
                case .success(let side):
                    side.reset(.aborted)
                    promise.succeed(nil)
                case .failure(let refused): promise.succeed(refused)
                }
            }
            return promise.futureResult
        }.get()
    }

    private static func virtual(_ address: LoopbackAddress) throws -> VirtualAddress {
        let ip = try #require(IPAddress(address.host))
        return try #require(VirtualAddress(ip: ip, port: address.port))
    }

    func drops(_ reason: DropReason) async throws -> UInt64 {
        try await loop.submit { [counters] in
            counters.value.drops.filter { $0.key.reason == reason }.reduce(0) { $0 + $1.value }
        }.get()
    }

    func failures(_ reason: StreamResetReason) async throws -> UInt64 {
        try await loop.submit { [counters] in
            counters.value.streamFailures.filter { $0.key.reason == reason }.reduce(0) { $0 + $1.value }
        }.get()
    }

    /// Closes the listener behind the endpoint's back.
    func loseListener() async throws {
        try await loop.submit { [endpoint] in endpoint.value.gate?.channel?.close(promise: nil) }.get()
    }
}
