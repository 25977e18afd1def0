/// The settings that the next connection gets: replaced as a whole when the node reloads. Confined to the event loop.
package final class CurrentSettings {
    package private(set) var value: PeerConnectionSettings

    package init(_ value: PeerConnectionSettings) { self.value = value }

    /// - Parameter presentsTheSame: whether connections made with either look the same to peers.
    package func replace(_ value: PeerConnectionSettings, presentsTheSame: Bool) {
        let old = self.value
        self.value = value
        self.value.generation = old.generation + 1
        self.value.presentation = old.presentation + (presentsTheSame ? 0 : 1)
    }
}
