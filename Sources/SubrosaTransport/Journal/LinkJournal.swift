import FoundationEssentials
import Logging
import SubrosaCore
import SubrosaPlumbing
import SubrosaIdentity

/// What happens to the links with one peer, as log lines: each change once, repeated failures once a minute. Each change
/// is an event, too.
final class LinkJournal {
    private let peer: NodeName
    private let logger: Logger
    private let events: EventLog
    private var failures = RepeatFilter<String>(interval: .seconds(60))
    /// A peer may dial as often as it likes, and each time its old link ends.
    private var acceptances = RepeatFilter<Acceptance>(interval: .seconds(60), burst: 5)
    private var warnedOfDigest: TableDigest?

    private enum Acceptance: Hashable {
        case accepted
        case ended(LinkDownReason)
    }

    /// - Parameter logger: carries `component` and `peer`.
    init(peer: NodeName, logger: Logger, events: EventLog) {
        self.peer = peer
        self.logger = logger
        self.events = events
    }

    func linkCameUp(address: String, peer: PeerConnection.Peer) {
        failures = RepeatFilter(interval: .seconds(60))
        happened(.linkUp, .outbound, address: address, detail: peer.proven.subject)
        logger.info(
            "Link up",
            metadata: [
                "address": "\(address)", "subject": "\(peer.proven.subject)", "serial": "\(peer.proven.serial)",
                "authority": "\(peer.proven.authority.subject)",
                "not_after": "\(peer.proven.certificateNotAfter.formatted(.iso8601))",
            ])
    }

    /// A new link has taken the place of one that was up.
    ///
    /// - Parameter ending: why the old one could not stay; nil if it could have.
    func linkRenewed(address: String, peer: PeerConnection.Peer, ending: RenewalMachine.Ending?) {
        var metadata: Logger.Metadata = [
            "address": "\(address)", "subject": "\(peer.proven.subject)", "serial": "\(peer.proven.serial)",
            "authority": "\(peer.proven.authority.subject)",
            "not_after": "\(peer.proven.certificateNotAfter.formatted(.iso8601))",
        ]
        happened(
            .linkRenewed, .outbound, address: address, reason: ending?.reason.rawValue,
            message: ending?.reason.message, detail: ending?.detail)
        metadata["reason"] = ending.map { "\($0.reason.rawValue)" }
        metadata["err"] = ending.map { "\($0.detail)" }
        logger.info("Link renewed", metadata: metadata)
    }

    /// The peer dialled its own link to this node.
    ///
    /// - Parameter isRenewal: it takes the place of one that is up.
    func linkAccepted(address: String, peer: PeerConnection.Peer, isRenewal: Bool) {
        happened(isRenewal ? .linkRenewed : .linkUp, .inbound, address: address, detail: peer.proven.subject)
        log("Link accepted", .accepted, ["address": "\(address)", "subject": "\(peer.proven.subject)"])
    }

    /// The link that took the place of an older one has ended, and the older one still stands.
    func olderLinkStands(address: String, peer: PeerConnection.Peer) {
        happened(.linkRenewed, .inbound, address: address, detail: peer.proven.subject)
        logger.debug("The older accepted link still stands", metadata: ["address": "\(address)"])
    }

    func acceptedLinkEnded(_ reason: LinkDownReason, detail: String?) {
        happened(.linkDown, .inbound, reason: reason.rawValue, message: reason.message, detail: detail)
        log("Accepted link ended", .ended(reason), Self.metadata(of: reason, detail: detail))
    }

    /// Each time to whoever reads at debug level; else the rest is only counted.
    private func log(_ message: Logger.Message, _ kind: Acceptance, _ metadata: Logger.Metadata) {
        var metadata = metadata
        guard case .report(let suppressed) = acceptances.happened(kind, now: .now()) else {
            logger.debug(message, metadata: metadata)
            return
        }
        if suppressed > 0 { metadata["repeated"] = "\(suppressed)" }
        logger.info(message, metadata: metadata)
    }

    private func happened(
        _ kind: NodeEvent.Kind, _ direction: PeerCounters.Direction, address: String? = nil, reason: String? = nil,
        message: String? = nil, detail: String? = nil
    ) {
        events.happened(
            NodeEvent(
                kind, at: .now(), peer: peer, direction: direction, address: address, reason: reason,
                message: message, detail: detail))
    }

    /// A link that the peer has replaced by a new one: in order, and of use only to see it.
    func replacedLinkEnded() { logger.debug("Replaced link ended") }

    func linkWentDown(_ reason: LinkDownReason, detail: String?) {
        let metadata = Self.metadata(of: reason, detail: detail)
        happened(.linkDown, .outbound, reason: reason.rawValue, message: reason.message, detail: detail)
        let isIntended = reason == .draining || reason == .peerDrained
        logger.log(level: isIntended ? .info : .warning, "Link down", metadata: metadata)
    }

    private static func metadata(of reason: LinkDownReason, detail: String?) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["reason": "\(reason.rawValue)", "why": "\(reason.message)"]
        if reason.remedy != LinkDownReason.nothingToDo { metadata["remedy"] = "\(reason.remedy)" }
        metadata["err"] = detail.map { "\($0)" }
        return metadata
    }

    /// Datagrams go over UDP from now on, or not any more.
    ///
    /// - Parameter linkAlone: why not; nil if they do.
    func wayChanged(_ linkAlone: LinkAloneReason?) {
        guard let linkAlone else {
            logger.info("Datagrams go over UDP")
            return
        }
        let metadata: Logger.Metadata = [
            "reason": "\(linkAlone.rawValue)", "why": "\(linkAlone.message)", "remedy": "\(linkAlone.remedy)",
        ]
        logger.log(
            level: linkAlone.isTrouble ? .warning : .debug, "Datagrams take the link alone", metadata: metadata)
    }

    /// A dial of a link or a lane failed; the next one follows by itself.
    func dialFailed(_ error: Dialer.DialError) {
        let failure = error.failure
        guard case .report(let suppressed) = failures.happened(failure.reason, now: .now()) else {
            logger.debug("Dial failed", metadata: ["reason": "\(failure.reason)", "err": "\(failure.detail)"])
            return
        }
        var metadata: Logger.Metadata = [
            "address": "\(error.address)", "reason": "\(failure.reason)", "why": "\(failure.message)",
            "err": "\(failure.detail)", "remedy": "\(failure.remedy)",
        ]
        if suppressed > 0 { metadata["repeated"] = "\(suppressed)" }
        logger.warning("Dial failed", metadata: metadata)
    }

    /// Unequal node tables are carried on with, and said once for each table that the peer shows.
    func compare(own: TableDigest, peers: TableDigest) {
        guard own != peers else {
            warnedOfDigest = nil
            return
        }
        guard warnedOfDigest != peers else { return }
        warnedOfDigest = peers
        logger.warning(
            "The peer's node table differs from this node's",
            metadata: [
                "own_digest": "\(own)", "peer_digest": "\(peers)",
                "why": "the nodes: sections of the two configurations are not the same",
                "remedy": "give every node the same nodes: section; until then some pairs may not reach each other",
            ])
    }
}
