import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaTransport
import X509

extension Switchboard {
    /// - Parameter reload: what came of reading the configuration again.
    func status(reload: ReloadStatus) -> NodeStatus {
        let credentials = setup.credentials
        let own = setup.authority
        var gossip = health.status
        gossip.overflow = losses.alertmanagerDrops
        return NodeStatus(
            name: setup.node.name, startTime: startTime, time: WallTime(Date()),
            tableDigest: settings.value.digest, isReady: lines.allSatisfy(\.transport.wasTried),
            isDraining: isDraining, reload: reload,
            certificate: CertificateStatus(
                subject: UntrustedText.escaped(credentials.leaf.subject.description),
                serial: SerialText.hexadecimal(credentials.leaf.serialNumber), authority: own?.subject ?? "",
                authorityKeySHA256: own?.keySHA256 ?? "", notAfter: WallTime(credentials.notAfter)),
            authorities: authorities(own: own), revocationLists: credentials.trust.revocationLists,
            peers: lines.map(status), refusals: listener.refusals, edge: front.edge, events: events.newestFirst,
            handshakes: handshakes.counts, sealedRefusals: sealed.refusals, gossip: gossip)
    }

    private func status(of line: Line) -> PeerStatus {
        var status = line.transport.status
        status.history = history[status.name]
        status.canaries = line.canaries.status(now: .now())
        return status
    }

    private func authorities(own: AuthorityName?) -> [AuthorityStatus] {
        var standing: [AuthorityName: Set<NodeName>] = [:]
        for peer in sessions.peers { standing[peer.proven.authority, default: []].insert(peer.name) }
        return setup.credentials.trust.roots.map { root in
            let name = AuthorityName(of: root)
            return AuthorityStatus(
                subject: name.subject, keySHA256: name.keySHA256, notAfter: WallTime(root.notValidAfter),
                peers: standing[name, default: []].sorted(), isOwn: name == own)
        }
    }
}
