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
    /// Those that could be looked at.
    package var disks: [DiskObservation]
    /// What was carried while the doctor looked; nil if nobody could be asked twice.
    package var gossip: GossipObservation?

    package init(
        now: Date, site: Site, credentials: CredentialObservation, sockets: [SocketCensus.Entry],
        running: RunningObservation, alertmanager: AlertmanagerObservation, peers: [PeerObservation],
        system: SystemObservation, disks: [DiskObservation], gossip: GossipObservation?
    ) {
        self.now = now
        self.site = site
        self.credentials = credentials
        self.sockets = sockets
        self.running = running
        self.alertmanager = alertmanager
        self.peers = peers
        self.system = system
        self.disks = disks
        self.gossip = gossip
    }
}
