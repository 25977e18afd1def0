import FoundationEssentials
import NIOCore
import SubrosaCore
import SubrosaIdentity

/// All connections that have said hello, judged again whenever the verdict may have changed: when the node reloads, when
/// a certificate ends on either side, and when a list of revoked certificates runs out. Confined to the event loop.
package final class Sessions {
    /// The clock may be set, so the next look is never further away than this.
    private static let longestWait: TimeInterval = 30
    /// Behind the end of a certificate, which is the last second in which it is valid.
    private static let afterEnd: TimeInterval = 0.001

    private let loop: any EventLoop
    private let settings: CurrentSettings
    private var open: [UInt64: Session] = [:]
    private var lastNumber: UInt64 = 0
    private var nextLook: (time: Date, task: Scheduled<Void>)?
    /// The end of a list of revoked certificates that has not come yet.
    private var revocationEnd: Date?

    package init(settings: CurrentSettings, loop: any EventLoop) {
        self.settings = settings
        self.loop = loop
        takeOverSettings()
    }

    /// How many connections are open.
    package var count: Int { open.count }

    /// The verdicts in force, one for each connection.
    package var peers: [(name: NodeName, proven: ProvenPeer)] { open.values.map { ($0.name, $0.proven) } }

    func add(_ connection: PeerConnection, _ peer: PeerConnection.Peer, owner: Session.Owner) {
        lastNumber += 1
        let number = lastNumber
        let session = Session(peer, owner: owner, now: Date())
        open[number] = session
        connection.closeFuture?.assumeIsolated().whenComplete { [weak self] _ in self?.open[number] = nil }
        // The handshake may have begun before the last reload.
        if peer.generation != settings.value.generation { judge([number]) }
        lookAgain(
            noLaterThan: min(
                session.nextMoment ?? .distantFuture, settings.value.ownNotAfter, revocationEnd ?? .distantFuture))
    }

    /// The settings have been replaced: judges every connection by them.
    package func settingsChanged() {
        takeOverSettings()
        judge(Array(open.keys))
        lookAgain()
    }

    package func stop() { nextLook?.task.cancel() }

    private func takeOverSettings() { revocationEnd = settings.value.trust.nextRevocationEnd(after: Date()) }

    // MARK: Judging

    private func judge(_ numbers: [UInt64]) {
        var questions: [Session.Question: (chain: [[UInt8]], numbers: [UInt64])] = [:]
        for number in numbers {
            guard let session = open[number] else { continue }
            open[number]?.judgedBy = settings.value.generation
            questions[session.question, default: (session.chain, [])].numbers.append(number)
        }
        guard !questions.isEmpty, settings.value.verdicts.asked() else { return }
        let cases = questions.map { (side: $0.key.side, chain: $0.value.chain, numbers: $0.value.numbers) }
        let current = settings.value
        let me = NIOLoopBound(self, eventLoop: loop)
        Task { [loop] in
            for question in cases {
                let verdict = await current.verifier.verify(chain: question.chain, side: question.side, now: Date())
                loop.execute { me.value.judged(question.numbers, verdict, by: current.generation) }
            }
            loop.execute { current.verdicts.given() }
        }
    }

    private func judged(_ numbers: [UInt64], _ verdict: PeerVerdict, by generation: Int) {
        // A later reload has asked again, by other rules.
        guard generation == settings.value.generation else { return }
        for number in numbers {
            guard let session = open[number] else { continue }
            open[number]?.judgedBy = nil
            if let objection = session.objection(to: verdict) {
                open[number] = nil
                session.owner.end(LinkDownReason(objection.reason), objection.detail)
            } else if case .admitted(let proven) = verdict {
                open[number]?.proven = proven
            }
        }
        lookAgain()
    }

    // MARK: The clock

    private func lookAgain() {
        nextLook?.task.cancel()
        nextLook = nil
        guard !open.isEmpty else { return }
        let moments = open.values.compactMap(\.nextMoment) + [revocationEnd].compactMap { $0 }
        lookAgain(noLaterThan: min(moments.min() ?? .distantFuture, settings.value.ownNotAfter))
    }

    private func lookAgain(noLaterThan moment: Date) {
        let now = Date()
        let time = min(max(now, moment).addingTimeInterval(Self.afterEnd), now.addingTimeInterval(Self.longestWait))
        if let nextLook, nextLook.time <= time { return }
        nextLook?.task.cancel()
        let wait = TimeAmount.nanoseconds(Int64(time.timeIntervalSince(now) * 1_000_000_000))
        nextLook = (time, loop.assumeIsolated().scheduleTask(in: wait) { [weak self] in self?.look(at: Date()) })
    }

    private func look(at now: Date) {
        if now > settings.value.ownNotAfter {
            endAllOfOwn()
        } else if let end = revocationEnd, now > end {
            judge(Array(open.keys))
        } else {
            judge(open.filter { $0.value.judgedBy == nil && now > $0.value.proven.notAfter }.map(\.key))
        }
        // Each time: the clock may have been set back since.
        takeOverSettings()
        nextLook = nil
        for (number, session) in open {
            guard let due = session.renewalDue, now > due else { continue }
            open[number]?.renewalDue = nil
            session.owner.expiresSoon?()
        }
        lookAgain()
    }

    private func endAllOfOwn() {
        let sessions = open.values
        open.removeAll()
        let end = settings.value.ownNotAfter.formatted(.iso8601)
        for session in sessions { session.owner.end(.ownCertificateExpired, "it ended \(end)") }
    }
}
