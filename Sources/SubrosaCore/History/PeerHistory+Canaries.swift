extension PeerHistory.Sample {
    /// What the canaries of the last minute say.
    package init(_ figures: CanaryFigures) {
        self.init(
            roundTrip: figures.roundTrip.map { UInt32(clamping: $0.median.nanoseconds / 1_000) },
            loss: figures.lossPerMille.map { Double($0) / 1_000 })
    }
}
