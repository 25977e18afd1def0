import FoundationEssentials
import SubrosaLocal

/// Everything that the probes have seen: what ``Diagnosis`` goes by.
package struct Observations: Sendable {
    package var now: Date
    package var site: Site
    package var credentials: CredentialObservation
    /// Who listens on the ports of the configuration.
    package var sockets: [SocketCensus.Entry]
    package var running: RunningObservation
    package var alertmanager: AlertmanagerObservation
    /// In the order of the configuration; only those that were asked for.
    package var peers: [PeerObservation]
    package var system: SystemObservation

    package init(
        now: Date, site: Site, credentials: CredentialObservation, sockets: [SocketCensus.Entry],
        running: RunningObservation, alertmanager: AlertmanagerObservation, peers: [PeerObservation],
        system: SystemObservation
    ) {
        self.now = now
        self.site = site
        self.credentials = credentials
        self.sockets = sockets
        self.running = running
        self.alertmanager = alertmanager
        self.peers = peers
        self.system = system
    }
}
