import Logging
import SubrosaCore
import SubrosaPlumbing

/// What happens to the streams with one peer, as log lines: a failure of each kind once a minute, with a count.
final class LaneJournal {
    private struct Kind: Hashable {
        let direction: PeerCounters.Direction
        let reason: StreamResetReason
    }

    private let logger: Logger
    private let links: LinkJournal
    private var failures = RepeatFilter<Kind>(interval: .seconds(60))

    init(logger: Logger, links: LinkJournal) {
        self.logger = logger
        self.links = links
    }

    func dialFailed(_ error: Dialer.DialError) { links.dialFailed(error) }

    func streamFailed(_ direction: PeerCounters.Direction, _ reason: StreamResetReason, detail: String? = nil) {
        let verdict = failures.happened(Kind(direction: direction, reason: reason), now: .now())
        guard case .report(let suppressed) = verdict else { return }
        var metadata: Logger.Metadata = [
            "direction": "\(direction.rawValue)", "reason": "\(reason.label)", "why": "\(reason.message)",
            "remedy": "\(reason.remedy)",
        ]
        metadata["err"] = detail.map { "\($0)" }
        if suppressed > 0 { metadata["repeated"] = "\(suppressed)" }
        // A stream that a program aborts is that program's business.
        logger.log(level: reason == .aborted ? .debug : .warning, "Stream failed", metadata: metadata)
    }
}
