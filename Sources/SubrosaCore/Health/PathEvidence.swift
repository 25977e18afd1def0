/// What this node knows of the way to a peer and back, and what follows from it.
package struct PathEvidence: Hashable, Sendable {
    /// Fewer lost canaries, or a smaller part of them, are no loss worth a word: memberlist itself bears them.
    private static let leastLost = 2
    private static let leastLossPerMille = 50

    package var isOutboundUp: Bool
    package var isInboundUp: Bool
    package var alertmanager: AlertmanagerVoice.State
    package var canaries: CanaryFigures

    package init(
        isOutboundUp: Bool, isInboundUp: Bool, alertmanager: AlertmanagerVoice.State, canaries: CanaryFigures
    ) {
        self.isOutboundUp = isOutboundUp
        self.isInboundUp = isInboundUp
        self.alertmanager = alertmanager
        self.canaries = canaries
    }

    /// The nearest cause first: what is behind it cannot be seen.
    package var health: PeerHealth {
        if !isOutboundUp && !isInboundUp { return .linkDown }
        if !isOutboundUp { return .linkDownOutbound }
        if !isInboundUp { return .linkDownInbound }
        if canaries.isMute { return .alertmanagerNotAnswering }
        if alertmanager == .silent { return .ownAlertmanagerSilent }
        guard canaries.lost < canaries.finished else { return .unknown }
        let (small, smallLost) = (canaries.finished - canaries.largeFinished, canaries.lost - canaries.largeLost)
        let isLossy = Self.isLoss(smallLost, of: small)
        if !isLossy, canaries.isLargeMute { return .largeLost }
        let doubtful = canaries.lostSinceAnswer
        return canaries.isLosing && Self.isLoss(canaries.lost - doubtful, of: canaries.finished - doubtful)
            ? .lossy : .ok
    }

    private static func isLoss(_ lost: Int, of all: Int) -> Bool {
        lost >= leastLost && lost * 1_000 >= leastLossPerMille * all
    }
}
