import SubrosaCore
import SubrosaTestKit
import Testing

@Suite("When reports are told")
struct ReportScheduleTests {
    private func at(_ seconds: Int) -> Instant { Instant(nanoseconds: 7) + .seconds(seconds) }

    private func report(
        _ health: PeerHealth, _ voice: AlertmanagerVoice.State = .heard, table: UInt8 = 0, peers: Int = 2
    ) -> HealthReport {
        let names = (0..<peers).compactMap { NodeName("am-\($0)") }
        return HealthReport(
            alertmanager: voice, tableDigest: .filled(table),
            entries: names.map { HealthReport.Entry(peer: $0, health: health, roundTrip: .random(in: 1...9)) })
    }

    @Test func atOnceThenEveryTenSeconds() {
        var schedule = ReportSchedule()
        let due = (0..<31).filter { schedule.isDue(report(.ok), now: at($0)) }
        #expect(due == [0, 10, 20, 30])
    }

    @Test func aChangeIsToldSoonButNotInARush() {
        var schedule = ReportSchedule()
        let told: [(PeerHealth, AlertmanagerVoice.State, Int)] = [
            (.ok, .heard, 0), (.lossy, .heard, 1), (.lossy, .heard, 2), (.lossy, .heard, 5), (.lossy, .silent, 6),
        ]
        let due = told.map { schedule.isDue(report($0.0, $0.1), now: at($0.2)) }
        #expect(due == [true, false, true, false, true])
    }

    @Test func anotherNodeTableIsToldAtOnce() {
        var schedule = ReportSchedule()
        let due = [0, 0, 1, 1].map { schedule.isDue(report(.ok, table: $0), now: at(0)) }
        #expect(due == [true, false, true, false])
    }

    @Test(arguments: [(2, 10, 30), (100, 10, 30), (999, 99, 299)])
    func amongManyItIsToldMoreSeldomAndBelievedForLonger(peers: Int, seconds: Int, validity: Int) {
        #expect(ReportSchedule.interval(peers: peers).components.seconds == seconds)
        #expect(ReportSchedule.validity(peers: peers).components.seconds == validity)
    }
}
