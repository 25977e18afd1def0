import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaTransport

/// How gossip fares: looks at every peer's canaries once a second, tells the peers, and keeps what they tell. Confined to
/// the event loop.
final class HealthBoard {
    private static let interval = TimeAmount.seconds(1)

    private struct Told {
        let report: HealthReport
        let time: Instant
    }

    private struct Member {
        let canaries: CanaryLine
        let transport: PeerTransport
    }

    let voice: LocalVoice
    private let loop: any EventLoop
    private let name: NodeName
    private let settings: CurrentSettings
    private var members: [Member] = []
    /// This node's place among all nodes.
    private var nodes: [NodeName] = []
    private var told: [NodeName: Told] = [:]
    private var schedule = ReportSchedule()
    /// Links that have been told a report, of each peer.
    private var toldLinks: [NodeName: UInt64] = [:]
    private var ticker: Ticker?
    /// Of an Alertmanager that is silent.
    private var sighting: AlertmanagerSighting?
    private let seeAlertmanager: () -> AlertmanagerSighting?

    /// - Parameter seeAlertmanager: what can be seen of the local one from outside; asked once a second while it is silent.
    init(
        node: Node, settings: CurrentSettings, loop: any EventLoop,
        seeAlertmanager: @escaping () -> AlertmanagerSighting?
    ) {
        name = node.name
        voice = LocalVoice(virtual: node.virtualAddress)
        self.settings = settings
        self.loop = loop
        self.seeAlertmanager = seeAlertmanager
    }

    /// - Parameter table: whose order is shown.
    func setLines(_ lines: [Switchboard.Line], table: NodeTable) {
        members = lines.map { Member(canaries: $0.canaries, transport: $0.transport) }
        nodes = table.nodes.map(\.name)
        let names = Set(nodes)
        told = told.filter { names.contains($0.key) }
        toldLinks = toldLinks.filter { names.contains($0.key) }
        for line in lines {
            line.canaries.peerCount = lines.count
            let peer = line.transport.node.name
            line.transport.onReport = { [weak self] in self?.reported(peer, $0) }
        }
    }

    func start() { ticker = Ticker(on: loop, every: Self.interval) { [weak self] in self?.look() } }

    /// There may be another node table in force: the peers are told at once.
    func reloaded() { look() }

    func stop() {
        ticker?.cancel()
        for member in members { member.canaries.stop() }
    }

    /// What is said of nodes that are not in the table is thrown away, and so is what is said twice.
    private func reported(_ reporter: NodeName, _ report: HealthReport) {
        var known = Dictionary(uniqueKeysWithValues: nodes.map { ($0, $0) })
        known[reporter] = nil
        let entries = report.entries.compactMap { entry in
            // The table's name, so that no second copy of it is kept.
            known.removeValue(forKey: entry.peer).map { entry.naming($0) }
        }
        let kept = HealthReport(
            alertmanager: report.alertmanager, tableDigest: report.tableDigest, entries: entries)
        told[reporter] = Told(report: kept, time: .now())
    }

    private func look() {
        let now = Instant.now()
        voice.linked(members.contains { $0.transport.isLinkUp }, now: now)
        for member in members { member.canaries.look(now: now) }
        sighting = voice.machine.state(now: now) == .silent ? seeAlertmanager() : nil
        let report = ownReport(now: now)
        let isDue = schedule.isDue(report, now: now)
        for member in members {
            let (name, links) = (member.transport.node.name, member.transport.establishments)
            // A peer that has just come knows nothing yet.
            guard isDue || toldLinks[name] != links, member.transport.isLinkUp else { continue }
            toldLinks[name] = links
            member.transport.send(report)
        }
    }

    private func ownReport(now: Instant) -> HealthReport {
        HealthReport(
            alertmanager: voice.machine.state(now: now), tableDigest: settings.value.digest,
            entries: members.map { $0.canaries.entry(for: $0.transport.node.name, now: now) })
    }

    var status: GossipStatus {
        let now = Instant.now()
        let validity = ReportSchedule.validity(peers: members.count)
        let own = ClusterMatrix.Row(reporter: name, age: .zero, report: ownReport(now: now))
        let rows = nodes.compactMap { node in
            told[node].map { ClusterMatrix.Row(reporter: node, age: now - $0.time, report: $0.report) }
        }
        var status = GossipStatus()
        status.alertmanager = voice.machine.state(now: now)
        status.wrongAddress = voice.machine.wrongAddress
        status.sighting = sighting
        status.lastDatagram = voice.lastDatagram
        status.matrix = ClusterMatrix(nodes: nodes, rows: [own] + rows.filter { $0.age <= validity })
        return status
    }
}

extension HealthReport.Entry {
    fileprivate func naming(_ peer: NodeName) -> HealthReport.Entry {
        HealthReport.Entry(
            peer: peer, health: health, lossPerMille: lossPerMille, roundTrip: roundTrip,
            droppedOutbound: droppedOutbound, droppedInbound: droppedInbound)
    }
}
