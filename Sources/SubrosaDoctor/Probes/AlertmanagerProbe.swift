import NIOCore
import SubrosaAdmin
import SubrosaLocal

/// Finds the Alertmanager of this machine, reads its command line and asks its API.
struct AlertmanagerProbe {
    static let deadline = TimeAmount.seconds(3)
    /// Bytes of a status, which has the whole configuration in it.
    private static let answerLimit = 8 << 20
    private static let path = "/api/v2/status"

    var deadline = Self.deadline
    private let process: SocketHolder?
    private let command: [String]?
    /// Where its API is; nil if that is not known, or it may be served with TLS.
    let url: StatusURL?
    /// The operator, or the command line, says so.
    private let isGiven: Bool

    /// Looks for the process.
    ///
    /// - Parameter url: where its API is, if the operator has said so.
    init(site: Site, sockets: [SocketCensus.Entry], url: StatusURL?) {
        guard !site.isSplit else {
            process = nil
            command = nil
            self.url = url
            isGiven = url != nil
            return
        }
        process = Self.holder(site, sockets) ?? Self.onlyOne
        command = process.flatMap { ProcessCensus.commandLine(of: $0.pid) }
        let place = command.map { AlertmanagerURL(command: $0) } ?? .usual
        self.url = url ?? place.url
        isGiven = url != nil || place.isGiven
    }

    func look() async -> AlertmanagerObservation {
        guard let url else {
            return AlertmanagerObservation(
                process: process, command: command,
                api: .notAsked("it is not known where it is served in plain HTTP; give --alertmanager.url"))
        }
        return AlertmanagerObservation(process: process, command: command, api: await ask(url))
    }

    /// Whoever has the address where this node's Alertmanager should listen.
    private static func holder(_ site: Site, _ sockets: [SocketCensus.Entry]) -> SocketHolder? {
        guard let place = site.listening else { return nil }
        return sockets.first { entry in
            entry.port == place.port && (entry.ip == place.ip || entry.isWildcard) && SocketView.isAlertmanager(entry)
        }?.holder
    }

    /// Of several, it cannot be told which is this node's.
    private static var onlyOne: SocketHolder? {
        let all = ProcessCensus.processes(named: "alertmanager")
        return all.count == 1 ? all.first : nil
    }

    private func ask(_ url: StatusURL) async -> AlertmanagerObservation.API {
        // Without files of its own there are none that could not be used.
        guard let client = try? PageClient(url) else { return .notAsked("\(url) cannot be asked over TLS") }
        let answer: PageClient.Answer
        do throws(PageFailure) {
            answer = try await client.get(Self.path, deadline: deadline, limit: Self.answerLimit)
        } catch { return .failed(url: "\(url)", error, isGiven: isGiven) }
        guard ![401, 403].contains(answer.status) else { return .notAsked("\(url) wants a user and a password") }
        guard answer.status == 200 else { return .odd(url: "\(url)", "HTTP status \(answer.status)") }
        guard let status = AlertmanagerStatus(json: answer.body) else {
            return .odd(url: "\(url)", "what it answers is not an Alertmanager's status")
        }
        return .answered(url: "\(url)", status)
    }
}
