/// When a node tells its peers how gossip fares.
package struct ReportSchedule: Sendable {
    /// A change of how gossip fares is told at once, but not more often than this; another node table without delay.
    private static let changeLimit = Duration.seconds(2)

    private var lastTime: Instant?
    private var last: [NodeName: PeerHealth] = [:]
    private var lastVoice = AlertmanagerVoice.State.unknown
    private var lastDigest: TableDigest?

    package init() {}

    /// Every 10 s, more seldom among more than a hundred peers.
    package static func interval(peers: Int) -> Duration { max(.seconds(10), .milliseconds(100 * peers)) }

    /// How long what a peer told is believed: three reports.
    package static func validity(peers: Int) -> Duration { interval(peers: peers) * 3 }

    /// - Returns: whether to tell it now.
    package mutating func isDue(_ report: HealthReport, now: Instant) -> Bool {
        let health = Dictionary(report.entries.map { ($0.peer, $0.health) }, uniquingKeysWith: { $1 })
        let isChanged = health != last || report.alertmanager != lastVoice
        if let lastTime, report.tableDigest == lastDigest {
            let limit = isChanged ? Self.changeLimit : Self.interval(peers: report.entries.count)
            guard now - lastTime >= limit else { return false }
        }
        (lastTime, last, lastVoice, lastDigest) = (now, health, report.alertmanager, report.tableDigest)
        return true
    }
}
