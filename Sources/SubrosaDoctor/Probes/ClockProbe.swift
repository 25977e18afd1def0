import FoundationEssentials
import NIOCore
import SubrosaAdmin
import SubrosaConfig
import SubrosaCore

/// Asks for the time where a peer tells it without being asked to: in the status that its Subrosa serves, if that is to be
/// had from here, and in the date of its Alertmanager's answers.
///
/// The protocol between nodes has no time in it. Nobody proves that such an answer is the peer's, so it serves for a
/// diagnosis and for nothing else.
struct ClockProbe: Sendable {
    static let deadline = TimeAmount.milliseconds(1_500)
    /// Bytes of an answer.
    private static let answerLimit = 8 << 20

    /// Where every node serves its admin pages, by this node's configuration; nil if only to its own machine, or not.
    let admin: (port: UInt16, isSecure: Bool)?
    let access: StatusAccess
    /// Where this machine's Alertmanager serves its API: the others do so at the same port, as a rule. nil: it is not known,
    /// or with TLS.
    let alertmanager: StatusURL?

    /// - Parameter ip: where the peer was dialled, without brackets.
    func look(at peer: Node, ip: String) async -> ClockReading? {
        async let status = status(peer, ip)
        async let date = date(ip)
        let first = await status
        let second = await date
        return first ?? second
    }

    private func status(_ peer: Node, _ ip: String) async -> ClockReading? {
        guard let admin else { return nil }
        let url = StatusURL(
            host: admin.isSecure ? peer.linkAddress.host : ip, port: Int(admin.port), isSecure: admin.isSecure)
        // A password does not go over the network in clear.
        guard let client = try? PageClient(url, access: admin.isSecure ? access : .none) else { return nil }
        let began = Date()
        guard
            let answer = try? await client.get(
                AdminPage.status.rawValue, deadline: Self.deadline, limit: Self.answerLimit),
            answer.status == 200, let document = try? StatusDocument(json: answer.body),
            document.node.name == peer.name.text, let time = TimestampText.time(document.node.time)
        else { return nil }
        return reading(time.date, since: began, "its Subrosa's status")
    }

    private func date(_ ip: String) async -> ClockReading? {
        guard let alertmanager, !alertmanager.isSecure,
            let client = try? PageClient(
                StatusURL(host: ip, port: alertmanager.port, prefix: alertmanager.prefix))
        else { return nil }
        let began = Date()
        guard let answer = try? await client.get("/-/healthy", deadline: Self.deadline, limit: Self.answerLimit),
            let time = answer.date.flatMap({ HTTPDate.time($0) })
        else { return nil }
        return reading(time, since: began, "the date of its Alertmanager's answer")
    }

    /// Both kinds of text have whole seconds, cut off.
    private func reading(_ time: Date, since began: Date, _ source: String) -> ClockReading {
        let middle = began.addingTimeInterval(Date().timeIntervalSince(began) / 2)
        return ClockReading(ahead: time.addingTimeInterval(0.5).timeIntervalSince(middle), source: source)
    }
}
