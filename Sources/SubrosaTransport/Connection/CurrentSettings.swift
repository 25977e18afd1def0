/// The settings that the next connection gets: replaced as a whole when the node reloads. Confined to the event loop.
package final class CurrentSettings {
    package var value: PeerConnectionSettings

    package init(_ value: PeerConnectionSettings) { self.value = value }
}
