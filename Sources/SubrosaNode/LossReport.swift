import Logging
import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// Makes losses visible in the log: what was dropped and why, soon after it happens and then in steps, and the totals
/// at the end.
final class LossReport {
    struct Peer {
        let name: NodeName
        let counters: PeerCounters
        let countKernelDrops: () -> Void
    }

    private struct Kind: Hashable {
        let peer: NodeName
        let drop: PeerCounters.Drop
    }

    private static let interval = TimeAmount.seconds(1)
    /// Reading the kernel's table of all UDP sockets costs more than asking our own sockets.
    private static let ticksPerTableRead = 10

    private let loop: any EventLoop
    private var peers: [Peer] = []
    private let logger: Logger
    private let takeAlertmanagerDrops: () -> UInt64
    /// Datagrams that the kernel dropped at Alertmanager's socket, as of the last look, at most 10 s ago.
    private(set) var alertmanagerDrops: UInt64 = 0
    private var reported: [Kind: UInt64] = [:]
    private var filter = RepeatFilter<Kind>(interval: .seconds(10))
    private var ticks = 0
    private var ticker: Ticker?

    /// - Parameter takeAlertmanagerDrops: datagrams that the kernel dropped at Alertmanager's socket since the last call.
    init(loop: any EventLoop, takeAlertmanagerDrops: @escaping () -> UInt64, logger: Logger) {
        self.loop = loop
        self.takeAlertmanagerDrops = takeAlertmanagerDrops
        var logger = logger
        logger[metadataKey: "component"] = "datagrams"
        self.logger = logger
    }

    /// Who is watched from now on.
    func setPeers(_ peers: [Peer]) {
        for peer in self.peers where !peers.contains(where: { $0.counters === peer.counters }) {
            reported = reported.filter { $0.key.peer != peer.name }
        }
        self.peers = peers
    }

    func start() {
        ticker = Ticker(on: loop, every: Self.interval) { [weak self] in self?.tick() }
    }

    /// The last report, and what was carried and lost since the start, a line a peer.
    func end() {
        ticker?.cancel()
        countAlertmanagerDrops()
        for peer in peers { logTotals(peer) }
    }

    private func tick() {
        ticks += 1
        if ticks % Self.ticksPerTableRead == 0 { countAlertmanagerDrops() }
        let now = Instant.now()
        for peer in peers {
            peer.countKernelDrops()
            // Who knows the sender logs a foreign source.
            for (drop, total) in peer.counters.drops where drop.reason != .foreignSource {
                let kind = Kind(peer: peer.name, drop: drop)
                let before = reported[kind, default: 0]
                guard total > before, case .report = filter.happened(kind, now: now) else { continue }
                reported[kind] = total
                logDrops(peer.name, drop, count: total - before, total: total)
            }
        }
    }

    private func logDrops(_ peer: NodeName, _ drop: PeerCounters.Drop, count: UInt64, total: UInt64) {
        // While a link is down its datagrams are lost by design, and the link's own lines say so.
        let level: Logger.Level = drop.reason == .linkDown ? .debug : .warning
        logger.log(
            level: level, "Datagrams dropped",
            metadata: [
                "peer": "\(peer)", "direction": "\(drop.direction.rawValue)", "reason": "\(drop.reason.rawValue)",
                "count": "\(count)", "total": "\(total)", "why": "\(drop.reason.message)",
                "remedy": "\(drop.reason.remedy)",
            ])
    }

    /// These are not to be told apart by peer: they have one socket in common.
    private func countAlertmanagerDrops() {
        let count = takeAlertmanagerDrops()
        guard count > 0 else { return }
        alertmanagerDrops += count
        let reason = DropReason.alertmanagerOverflow
        logger.warning(
            "Datagrams dropped",
            metadata: [
                "direction": "inbound", "reason": "\(reason.rawValue)", "count": "\(count)",
                "total": "\(alertmanagerDrops)", "why": "\(reason.message)", "remedy": "\(reason.remedy)",
            ])
    }

    /// What was carried and lost between this node and a peer since the start.
    func logTotals(_ peer: Peer) {
        let counters = peer.counters
        var metadata: Logger.Metadata = [
            "peer": "\(peer.name)",
            "datagrams_outbound": "\(counters.datagrams.outbound)",
            "datagrams_inbound": "\(counters.datagrams.inbound)",
            "datagram_bytes_outbound": "\(counters.datagramBytes.outbound)",
            "datagram_bytes_inbound": "\(counters.datagramBytes.inbound)",
            "streams_outbound": "\(counters.streams.outbound)", "streams_inbound": "\(counters.streams.inbound)",
            "stream_bytes_outbound": "\(counters.streamBytes.outbound)",
            "stream_bytes_inbound": "\(counters.streamBytes.inbound)",
        ]
        for (drop, count) in counters.drops {
            metadata["dropped_\(drop.direction.rawValue)_\(drop.reason.rawValue)"] = "\(count)"
        }
        for (failure, count) in counters.streamFailures {
            metadata["streams_failed_\(failure.direction.rawValue)_\(failure.reason.label)"] = "\(count)"
        }
        logger.info("Totals", metadata: metadata)
    }
}
