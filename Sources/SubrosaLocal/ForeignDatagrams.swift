import Logging
import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// Datagrams that another program than the local Alertmanager sent to a peer's virtual address: counted, and logged at
/// once and then once a minute. One log line for all senders, however many ports they use.
final class ForeignDatagrams {
    private enum Kind { case anySender }

    private let counters: PeerCounters
    private let logger: Logger
    private var filter = RepeatFilter<Kind>(interval: .seconds(60))
    private static let recentLimit = Duration.seconds(10)

    private var lastSender: SocketAddress?
    private var lastTime: Instant?
    private var total: UInt64 = 0

    init(counters: PeerCounters, logger: Logger) {
        self.counters = counters
        self.logger = logger
    }

    func came(from sender: SocketAddress, now: Instant) {
        total += 1
        (lastSender, lastTime) = (sender, now)
        counters.dropped(.outbound, .foreignSource)
        if case .report(let suppressed) = filter.happened(.anySender, now: now) { report(suppressed + 1) }
    }

    /// The last one, if that is not long ago.
    func recentSender(now: Instant) -> String? {
        guard let lastTime, now - lastTime <= Self.recentLimit else { return nil }
        return lastSender.map(AddressText.describe)
    }

    /// To be called now and then, so that what was gathered is said although no more comes.
    func reportGathered(now: Instant) {
        for (_, suppressed) in filter.takeSuppressed(now: now) { report(suppressed) }
    }

    private func report(_ count: UInt64) {
        let reason = DropReason.foreignSource
        logger.warning(
            "Datagrams dropped",
            metadata: [
                "direction": "\(PeerCounters.Direction.outbound.rawValue)", "reason": "\(reason.rawValue)",
                "count": "\(count)", "total": "\(total)", "why": "\(reason.message)",
                "err": "the last came from \(lastSender.map(AddressText.describe) ?? "an unknown address")",
                "remedy": "\(reason.remedy)",
            ])
    }
}
