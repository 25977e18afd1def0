/// What is wrong, from what was seen. Pure.
///
/// One cause has one finding: what follows from it (that no Subrosa runs where its port is taken, that an Alertmanager
/// misses a member whose Subrosa cannot be reached) is said in the checks only.
package struct Diagnosis: Hashable, Sendable {
    /// This node first, then Alertmanager, then the peers, in the order of the configuration.
    package let checks: [Check]
    package let findings: [Finding]

    package init(_ observations: Observations) {
        let clock = ClockSuspicion(observations)
        let sockets = SocketView(observations)
        let node = NodeExamination(observations, clock: clock, sockets: sockets).notes
        let peers = PeerExamination(observations, clock: clock)
        let isNodeWell = node.findings.isEmpty && sockets.isSubrosaThere
        let alertmanager = AlertmanagerExamination(
            observations, sockets: sockets, isNodeWell: isNodeWell, isStopped: node.has(.nodeStopped),
            troubled: peers.troubled
        ).notes
        let gossip = GossipExamination(
            observations, isWell: isNodeWell && alertmanager.findings.isEmpty, troubled: peers.troubled
        ).notes
        let all = node + DiskExamination(observations).notes + alertmanager + gossip + peers.notes
        checks = all.checks
        findings = all.findings
    }

    /// Of a configuration with which nothing else can be looked at.
    ///
    /// - Parameter problems: at least one.
    package init(unusable problems: [CredentialObservation.Problem]) {
        var notes = Notebook()
        for problem in problems { notes.wrong(.configuration, NodeExamination.finding(for: problem)) }
        checks = notes.checks
        findings = notes.findings
    }

    package var isWell: Bool { findings.isEmpty }
}
