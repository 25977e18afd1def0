import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaTestKit

@testable import SubrosaSplit

/// What one half hands to the rest of its node for one peer: it takes note of it. Confined to the event loop, but for the
/// records.
final class HalfSide: DatagramSink, StreamSink {
    /// What ``Halves/flows(_:_:)`` sends; some may still come when it is over.
    static let probe: [UInt8] = [0xee]

    /// All but the probes.
    let datagrams = Record<[UInt8]>()
    private(set) var hasProbe = false
    let streams = Record<Int>()
    let counters = PeerCounters()
    var ends: [StreamEnd] = []
    var echoes = false
    /// What becomes of streams that come; nil: they are taken.
    var refusal: StreamResetReason?
    /// Where datagrams and streams for the other half go.
    var outbound: (any DatagramSink)?
    var dialer: (any StreamDialer)?

    func deliver(_ datagram: ByteBuffer) {
        let bytes = Array(datagram.readableBytesView)
        if bytes == Self.probe { hasProbe = true } else { datagrams.append(bytes) }
    }

    func burstEnded() {}

    func carry(_ side: any StreamSide) {
        if let refusal {
            side.reset(refusal)
        } else {
            ends.append(StreamEnd(side, echoes: echoes))
        }
        streams.append(ends.count)
    }
}

/// The side facing Alertmanager, in the hands of a test.
final class FakeFront: EdgeFront {
    let half: EdgeHalf
    let loop: any EventLoop
    var sides: [NodeName: HalfSide] = [:]
    let tables = Record<[String]>()
    let reachable = Record<[String]>()
    let tried = Record<Bool>()
    let attachedTables = Record<[String]>()
    /// Whether taking over waits until a test lets it go on.
    var holds = false
    var held: [EventLoopPromise<Void>] = []
    /// Why the next tables cannot be taken over.
    var failures: [EdgeFailure] = []
    var overlaps = 0
    private var isTakingOver = false
    private var last: [String] = []
    var told: [NodeName: CountedSoFar] = [:]

    init(_ half: EdgeHalf, loop: any EventLoop) {
        self.half = half
        self.loop = loop
    }

    func takeOver(_ table: SplitTable) -> EventLoopFuture<Void> {
        if isTakingOver { overlaps += 1 }
        isTakingOver = true
        last = table.peers.map(\.name)
        tables.append(last)
        let promise = loop.makePromise(of: Void.self)
        if holds { held.append(promise) } else { promise.succeed() }
        let me = NIOLoopBound(self, eventLoop: loop)
        return promise.futureResult.flatMapThrowing {
            let this = me.value
            this.isTakingOver = false
            if !this.failures.isEmpty { throw this.failures.removeFirst() }
            this.serve(table)
        }
    }

    private func serve(_ table: SplitTable) {
        let names = table.peers.compactMap { NodeName($0.name) }
        for name in sides.keys where !names.contains(name) {
            sides[name] = nil
            half.removePeer(name)
        }
        for name in names where sides[name] == nil {
            let side = HalfSide()
            let way = half.addPeer(name, counters: side.counters)
            way.serve(datagrams: side, streams: side)
            side.outbound = way.datagrams
            side.dialer = way.streams
            sides[name] = side
        }
    }

    func attached() { attachedTables.append(last) }
    func setReachable(_ peers: Set<NodeName>) { reachable.append(peers.map(\.text).sorted()) }
    func allTried() { tried.append(true) }

    func untold() -> EdgeReport {
        let now = sides.map { (name: $0.key, count: CountedSoFar($0.value.counters)) }
        let peers = now.compactMap { EdgeCounts.Peer($0.name, from: told[$0.name] ?? CountedSoFar(), to: $0.count) }
        return EdgeReport(counts: EdgeCounts(peers: peers, alertmanagerOverflow: 0)) { [weak self] in
            for (name, count) in now { self?.told[name] = count }
        }
    }
}
