import Logging
import NIOCore
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing

/// Connections that were refused, as log lines: in ten seconds ten from one host for one reason, and a hundred for one
/// reason from all hosts (a stranger may have many), the rest as a count, so that a flood fills no disk and is still seen.
/// What is logged is an event, too.
final class RefusalJournal {
    private struct Kind: Hashable {
        let host: String
        let reason: RefusalReason
    }

    private static let manyHosts = "many hosts"

    private let logger: Logger
    private let events: EventLog
    private var refusals = RepeatFilter<Kind>(interval: .seconds(10), burst: 10)
    private var fromAll = RepeatFilter<RefusalReason>(interval: .seconds(10), burst: 100)
    private var losses = RepeatFilter<Loss>(interval: .seconds(10))
    private var ticker: Ticker?

    private enum Loss { case closed, notBound }

    init(logger: Logger, events: EventLog, loop: any EventLoop) {
        self.logger = logger
        self.events = events
        ticker = Ticker(on: loop, every: .seconds(1)) { [weak self] in self?.reportSuppressed() }
    }

    /// - Parameters:
    ///   - address: who was refused.
    ///   - peer: the node that the certificate proved, if it came so far.
    func refused(_ address: SocketAddress?, peer: NodeName?, _ refusal: Refusal) {
        let host = address.map(AddressText.host) ?? "unknown"
        let kind = Kind(host: host, reason: refusal.reason)
        guard case .report(let suppressed) = refusals.happened(kind, now: .now()) else { return }
        guard case .report(let others) = fromAll.happened(refusal.reason, now: .now()) else {
            if suppressed > 0 { report(suppressed, from: host, refusal.reason) }
            return
        }
        if others > 0 { report(others, from: Self.manyHosts, refusal.reason) }
        var metadata: Logger.Metadata = [
            "address": "\(address.map(AddressText.describe) ?? "unknown")", "reason": "\(refusal.reason.rawValue)",
            "why": "\(refusal.reason.message)",
            "err": "\(refusal.detail)", "remedy": "\(refusal.reason.remedy)",
        ]
        happened(refusal.reason, from: host, peer: peer, detail: refusal.detail, count: suppressed + 1)
        metadata["peer"] = peer.map { "\($0)" }
        if suppressed > 0 { metadata["repeated"] = "\(suppressed)" }
        logger.warning("Peer refused", metadata: metadata)
    }

    func cannotAccept(_ error: IOError) {
        logger.error(
            "Cannot accept peers", metadata: ["err": "\(error)", "remedy": "\(AcceptPause.remedy(for: error))"])
    }

    func lostListener(_ address: String) {
        guard case .report(let repeated) = losses.happened(.closed, now: .now()) else { return }
        logger.error(
            "The link port accepts no peers; listening again",
            metadata: [
                "address": "\(address)", "why": "the system closed the socket", "repeated": "\(repeated)",
                "remedy": "look for firewall rules or a security module that forbid accepting connections",
            ])
    }

    func cannotListen(_ address: String, _ error: any Error) {
        guard case .report = losses.happened(.notBound, now: .now()) else { return }
        logger.error(
            "Cannot listen on the link port again",
            metadata: ["address": "\(address)", "err": "\(error)", "remedy": "Subrosa keeps trying"])
    }

    func stop() { ticker?.cancel() }

    private func reportSuppressed() {
        for (kind, suppressed) in refusals.takeSuppressed(now: .now()) {
            report(suppressed, from: kind.host, kind.reason)
        }
        for (reason, suppressed) in fromAll.takeSuppressed(now: .now()) {
            report(suppressed, from: Self.manyHosts, reason)
        }
    }

    private func report(_ suppressed: UInt64, from host: String, _ reason: RefusalReason) {
        happened(reason, from: host, peer: nil, detail: nil, count: suppressed)
        logger.warning(
            "Peers refused, more of the same",
            metadata: [
                "address": "\(host)", "reason": "\(reason.rawValue)", "repeated": "\(suppressed)",
                "why": "\(reason.message)", "remedy": "\(reason.remedy)",
            ])
    }

    private func happened(
        _ reason: RefusalReason, from host: String, peer: NodeName?, detail: String?, count: UInt64
    ) {
        events.happened(
            NodeEvent(
                .peerRefused, at: .now(), peer: peer, address: host, reason: reason.rawValue, message: reason.message,
                detail: detail, count: count))
    }
}
