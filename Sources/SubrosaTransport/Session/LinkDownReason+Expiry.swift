import FoundationEssentials
import SubrosaCore

extension LinkDownReason {
    /// At the end of a certificate both sides close, and whoever is second sees no more than that: the true reason is
    /// the certificate.
    ///
    /// - Parameters:
    ///   - peers: when the peer's certificate ends.
    ///   - own: when this node's own does.
    func refined(peers: Date, own: Date, now: Date) -> LinkDownReason {
        guard self == .closedByPeer || self == .connectionLost else { return self }
        if now > own { return .ownCertificateExpired }
        return now > peers ? .certificateExpired : self
    }
}
