/// The settings that the next connection gets: replaced as a whole when the node reloads. Confined to the event loop.
package final class CurrentSettings {
    package private(set) var value: PeerConnectionSettings

    package init(_ value: PeerConnectionSettings) { self.value = value }

    package func replace(_ value: PeerConnectionSettings) {
        let generation = self.value.generation + 1
        self.value = value
        self.value.generation = generation
    }
}
