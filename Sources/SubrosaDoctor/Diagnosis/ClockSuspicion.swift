import FoundationEssentials
import SubrosaAdmin
import SubrosaCore
import SubrosaIdentity

/// Whether it is rather this machine's clock that is wrong than a certificate.
///
/// Nobody issues a certificate for the future: one that begins within a day is a sign of a clock that is behind here, or
/// ahead where it was issued. One that has ended within a day is one that nobody has renewed, as a rule.
struct ClockSuspicion {
    private static let day: TimeInterval = 86_400

    /// Certificates that begin within a day, and whose they are.
    private(set) var early: [String] = []
    /// Certificates that have ended within a day.
    private(set) var late: [String] = []
    private let now: Date

    init(_ observations: Observations) {
        now = observations.now
        if let dates = observations.credentials.dates { look(at: dates, of: "this node's own certificate") }
        for peer in observations.peers {
            guard case .dialled(let dials) = peer.way else { continue }
            for case .refused(_, _, let presented?) in dials.map(\.outcome) {
                look(at: presented, of: "the certificate of \(peer.node.name)")
                break
            }
        }
    }

    private mutating func look(at dates: CertificateDates, of owner: String) {
        if isEarly(dates) {
            early.append("\(owner) begins in \(Self.span(dates.begin.timeIntervalSince(now)))")
        } else if isLate(dates) {
            late.append("\(owner) ended \(Self.span(now.timeIntervalSince(dates.end))) ago")
        }
    }

    /// Whether it begins within a day from now.
    func isEarly(_ dates: CertificateDates) -> Bool {
        let rest = dates.begin.timeIntervalSince(now)
        return rest > 0 && rest <= Self.day
    }

    /// Whether it has ended within the last day.
    func isLate(_ dates: CertificateDates) -> Bool {
        let past = now.timeIntervalSince(dates.end)
        return past > 0 && past <= Self.day
    }

    private static func span(_ seconds: TimeInterval) -> String { SpanText.text(seconds: Int64(seconds.rounded(.up))) }

    func note(in notes: inout Notebook) {
        let here = TimeText.utc(now)
        if !early.isEmpty {
            notes.wrong(
                .clock,
                Finding(
                    .own(.clockSuspect), .node,
                    seen: "\(early.joined(separator: "; ")); it is \(here) by this machine's clock",
                    remedy: "compare date -u here and on another machine; timedatectl set-ntp true where it is wrong"))
        } else if !late.isEmpty {
            notes.skipped(
                .node, .clock, "\(late.joined(separator: "; ")): if it is fresh, the clock is wrong, which says \(here)"
            )
        } else {
            notes.ok(.node, .clock, "\(here), and no certificate that was seen is at odds with it")
        }
    }

    /// To be put behind the remedy for a certificate that has ended within a day.
    static let orElse = "; first compare date -u here and there, and if a clock is wrong: timedatectl set-ntp true"
}
