import Logging
import NIOCore
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing

/// Connections that were refused, as log lines: from one host and for one reason ten in ten seconds, the rest as a
/// count, so that a flood fills no disk and is still seen.
final class RefusalJournal {
    private struct Kind: Hashable {
        let host: String
        let reason: RefusalReason
    }

    private let logger: Logger
    private var refusals = RepeatFilter<Kind>(interval: .seconds(10), burst: 10)
    private var ticker: Ticker?

    init(logger: Logger, loop: any EventLoop) {
        self.logger = logger
        ticker = Ticker(on: loop, every: .seconds(1)) { [weak self] in self?.reportSuppressed() }
    }

    /// - Parameters:
    ///   - address: `ip:port` of who was refused.
    ///   - peer: the node that the certificate proved, if it came so far.
    func refused(address: String, host: String, peer: NodeName?, _ refusal: Refusal) {
        let kind = Kind(host: host, reason: refusal.reason)
        guard case .report(let suppressed) = refusals.happened(kind, now: .now()) else { return }
        var metadata: Logger.Metadata = [
            "address": "\(address)", "reason": "\(refusal.reason.rawValue)", "why": "\(refusal.reason.message)",
            "err": "\(refusal.detail)", "remedy": "\(refusal.reason.remedy)",
        ]
        metadata["peer"] = peer.map { "\($0)" }
        if suppressed > 0 { metadata["repeated"] = "\(suppressed)" }
        logger.warning("Peer refused", metadata: metadata)
    }

    func stop() { ticker?.cancel() }

    private func reportSuppressed() {
        for (kind, suppressed) in refusals.takeSuppressed(now: .now()) {
            logger.warning(
                "Peers refused, more of the same",
                metadata: [
                    "address": "\(kind.host)", "reason": "\(kind.reason.rawValue)", "repeated": "\(suppressed)",
                    "why": "\(kind.reason.message)", "remedy": "\(kind.reason.remedy)",
                ])
        }
    }
}
