import FoundationEssentials
import SubrosaAdmin
import SubrosaCore
import SubrosaIdentity

/// Whether a clock is wrong, here or at a peer, rather than a certificate.
///
/// What a peer's machine says of the time counts first. Beyond that:
/// Nobody issues a certificate for the future: one that begins within a day is a sign of a clock that is behind here, or
/// ahead where it was issued. One that has ended within a day is one that nobody has renewed, as a rule.
struct ClockSuspicion {
    private static let day: TimeInterval = 86_400
    /// More than two machines that keep time, and the way between them, are apart; in seconds.
    static let tolerance = 5.0

    /// Certificates that begin within a day, and whose they are.
    private(set) var early: [String] = []
    /// Certificates that have ended within a day.
    private(set) var late: [String] = []
    /// Peers whose clocks are not as this one.
    private var differences: [(peer: NodeName, reading: ClockReading)] = []
    private var readingCount = 0
    private let now: Date

    init(_ observations: Observations) {
        now = observations.now
        if let dates = observations.credentials.dates { look(at: dates, of: "this node's own certificate") }
        for peer in observations.peers {
            if let reading = peer.clock {
                readingCount += 1
                if reading.ahead.magnitude > Self.tolerance { differences.append((peer.node.name, reading)) }
            }
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

    /// Whether a certificate that is out of date here is not so where the clock says something else.
    func explains(_ dates: CertificateDates) -> Bool {
        guard now < dates.begin || now > dates.end else { return false }
        return differences.contains { _, reading in
            let there = now.addingTimeInterval(reading.ahead)
            return there >= dates.begin && there <= dates.end
        }
    }

    private static func span(_ seconds: TimeInterval) -> String { SpanText.text(seconds: Int64(seconds.rounded(.up))) }

    func note(in notes: inout Notebook) {
        let here = TimeText.utc(now)
        if !differences.isEmpty {
            differing(here, in: &notes)
        } else if !early.isEmpty {
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
            let others = readingCount == 0 ? "" : ", as \(readingCount) peers say,"
            notes.ok(.node, .clock, "\(here)\(others) and no certificate that was seen is at odds with it")
        }
    }

    /// If all the others agree with each other, it is this clock that is wrong.
    private func differing(_ here: String, in notes: inout Notebook) {
        let all = differences.map(\.reading.ahead)
        let isHere =
            differences.count > 1 && differences.count == readingCount
            && (all.max() ?? 0) - (all.min() ?? 0) <= Self.tolerance
        if isHere, let first = differences.first {
            let names = differences.map(\.peer.text).joined(separator: ", ")
            notes.wrong(
                .clock,
                Finding(
                    .own(.clockDiffers), .node,
                    seen:
                        "this machine's clock says \(here), which is \(Self.distance(-first.reading.ahead)) those of \(names), by \(first.reading.source)",
                    remedy: "timedatectl set-ntp true, on this machine"))
            return
        }
        for (peer, reading) in differences {
            notes.wrong(
                .clock,
                Finding(
                    .own(.clockDiffers), .peer(peer),
                    seen:
                        "its clock is \(Self.distance(reading.ahead)) this machine's, which says \(here), by \(reading.source)",
                    remedy: "compare date -u here and there; timedatectl set-ntp true where it is wrong"))
        }
    }

    private static func distance(_ seconds: Double) -> String {
        "\(span(seconds.magnitude)) \(seconds > 0 ? "ahead of" : "behind")"
    }

    /// To be put behind the remedy for a certificate that has ended within a day.
    static let orElse = "; first compare date -u here and there, and if a clock is wrong: timedatectl set-ntp true"
}
