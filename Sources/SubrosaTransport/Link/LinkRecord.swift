import SubrosaCore
import SubrosaIdentity

/// How it stands with the two links of one peer, for the status.
final class LinkRecord {
    private(set) var outbound = LinkStatus()
    private(set) var inbound = LinkStatus()
    /// Of the peer's node table, as it last said; nil before its first hello.
    private(set) var tableDigest: TableDigest?
    /// Of links and lanes.
    private(set) var dials = DialCount()
    private(set) var roundTrips = Histogram.roundTrips

    func outboundCameUp(at address: String, _ peer: PeerConnection.Peer) { Self.cameUp(&outbound, address, peer) }
    func inboundCameUp(at address: String, _ peer: PeerConnection.Peer) { Self.cameUp(&inbound, address, peer) }

    func outboundWentDown(_ reason: LinkDownReason, _ detail: String?) { Self.wentDown(&outbound, reason, detail) }
    func inboundWentDown(_ reason: LinkDownReason, _ detail: String?) { Self.wentDown(&inbound, reason, detail) }

    func dialFailed(_ failure: DialFailure) {
        outbound.lastTrouble = LinkStatus.Trouble(
            reason: failure.reason, message: failure.message, remedy: failure.remedy, detail: failure.detail,
            time: .now())
    }

    func dialled() { dials.dialled() }
    /// - Parameter failure: of a link or a lane.
    func dialEnded(with failure: DialFailure) { dials.failed(failure.kind) }
    func answered(after roundTrip: Duration) { roundTrips.observe(roundTrip) }

    func told(tableDigest: TableDigest) { self.tableDigest = tableDigest }

    private static func cameUp(_ status: inout LinkStatus, _ address: String, _ peer: PeerConnection.Peer) {
        // A link that takes the place of another leaves no gap.
        if !status.isUp { status.since = .now() }
        status.isUp = true
        status.address = address
        status.count += 1
        status.certificate = CertificateStatus(peer.proven)
    }

    private static func wentDown(_ status: inout LinkStatus, _ reason: LinkDownReason, _ detail: String?) {
        status.isUp = false
        status.losses[reason, default: 0] += 1
        status.since = .now()
        status.address = nil
        status.lastTrouble = LinkStatus.Trouble(
            reason: reason.rawValue, message: reason.message, remedy: reason.remedy, detail: detail, time: .now())
    }
}

extension CertificateStatus {
    init(_ proven: ProvenPeer) {
        self.init(
            subject: proven.subject, serial: proven.serial, authority: proven.authority.subject,
            authorityKeySHA256: proven.authority.keySHA256, notAfter: WallTime(proven.certificateNotAfter))
    }
}
