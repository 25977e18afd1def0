import SubrosaCore
import Testing

@Suite("Link machine")
struct LinkMachineTests {
    private let start = Instant(nanoseconds: 1_000_000_000_000)

    private func after(_ duration: Duration) -> Instant { start + duration }

    /// A machine whose link came up at ``start``.
    private func upMachine() -> LinkMachine {
        var machine = LinkMachine()
        _ = machine.started()
        machine.established(now: start)
        return machine
    }

    @Test func startDialsOnce() {
        var machine = LinkMachine()
        #expect(machine.started() == .dial)
        #expect(machine.started() == .none)
        #expect(!machine.isUp)
    }

    @Test func aFailedDialIsRetriedAfterAWait() {
        var machine = LinkMachine()
        _ = machine.started()
        #expect(machine.dialFailed(jitter: 1) == .waitToDial(.milliseconds(50)))
        #expect(machine.dialFailed(jitter: 1) == .none, "one dial fails once")
        #expect(machine.retryDue() == .dial)
        #expect(machine.retryDue() == .none, "one wait ends once")
        #expect(machine.dialFailed(jitter: 1) == .waitToDial(.milliseconds(100)))
    }

    @Test func waitsNeverExceedOneSecondHoweverOftenTheDialFails() {
        var machine = LinkMachine()
        _ = machine.started()
        for _ in 0..<100 {
            guard case .waitToDial(let wait) = machine.dialFailed(jitter: 1) else {
                Issue.record("no wait")
                return
            }
            #expect(wait <= .seconds(1))
            #expect(machine.retryDue() == .dial)
        }
    }

    @Test func upBetweenEstablishedAndClosed() {
        var machine = upMachine()
        #expect(machine.isUp)
        #expect(machine.closed(now: after(.seconds(1)), jitter: 1) == .waitToDial(.milliseconds(50)))
        #expect(!machine.isUp)
        #expect(machine.closed(now: after(.seconds(1)), jitter: 1) == .none)
    }

    @Test func establishedCountsOnlyWhileDialling() {
        var machine = LinkMachine()
        machine.established(now: start)
        #expect(!machine.isUp)
        _ = machine.started()
        _ = machine.dialFailed(jitter: 0)
        machine.established(now: start)
        #expect(!machine.isUp)
    }

    @Test func pingsGoOutEverySecondWhateverTheTicksAre() {
        var machine = upMachine()
        var pings: [(Duration, UInt64)] = []
        for step in 0..<100 {
            let now = Duration.milliseconds(100 * step)
            machine.heard(now: after(now))
            if case .ping(let number) = machine.heartbeatDue(now: after(now)) { pings.append((now, number)) }
        }
        #expect(pings.map(\.0) == (0..<10).map { .seconds($0) })
        #expect(pings.map(\.1) == Array(1...10))
    }

    @Test func anAnswerTellsHowLongItsPingTook() {
        var machine = upMachine()
        #expect(machine.heartbeatDue(now: start) == .ping(1))
        machine.heard(now: after(.milliseconds(900)))
        #expect(machine.heartbeatDue(now: after(.seconds(1))) == .ping(2))
        #expect(machine.answered(1, now: after(.milliseconds(1_250))) == .milliseconds(1_250), "slower than the pings")
        #expect(machine.answered(2, now: after(.milliseconds(1_250))) == .milliseconds(250))
        #expect(machine.answered(2, now: after(.milliseconds(1_251))) == nil, "a ping is answered once")
    }

    @Test func anAnswerToNoPingTellsNothing() {
        var machine = upMachine()
        #expect(machine.answered(0, now: start) == nil, "unasked")
        #expect(machine.answered(1, now: start) == nil, "not sent yet")
        for second in 0..<20 {
            machine.heard(now: after(.seconds(second)))
            #expect(machine.heartbeatDue(now: after(.seconds(second))) == .ping(UInt64(second + 1)))
        }
        #expect(machine.answered(1, now: after(.seconds(20))) == nil, "only the last ones are kept")
        #expect(machine.answered(17, now: after(.seconds(20))) == .seconds(4))
        #expect(machine.answered(16, now: after(.seconds(20))) == nil, "answers come in order")
    }

    @Test func anAnswerOnANewConnectionIsNotToAPingOnTheOldOne() {
        var machine = upMachine()
        #expect(machine.heartbeatDue(now: start) == .ping(1))
        machine.replaced(now: after(.milliseconds(10)))
        #expect(machine.answered(1, now: after(.milliseconds(20))) == nil)
        #expect(machine.heartbeatDue(now: after(.milliseconds(30))) == .ping(2))
        _ = machine.closed(now: after(.milliseconds(40)), jitter: 0)
        _ = machine.retryDue()
        machine.established(now: after(.milliseconds(50)))
        #expect(machine.answered(2, now: after(.milliseconds(60))) == nil)
    }

    @Test func aSilentLinkIsClosedAtThreeSecondsAndNotBefore() {
        var machine = upMachine()
        let last = Duration.seconds(3) - .nanoseconds(1)
        #expect(machine.heartbeatDue(now: after(last)) == .ping(1))
        #expect(machine.heartbeatDue(now: after(.seconds(3))) == .closeSilent)
    }

    @Test func anythingHeardMovesTheLimitOn() {
        var machine = upMachine()
        machine.heard(now: after(.seconds(2)))
        #expect(machine.heartbeatDue(now: after(.seconds(4))) == .ping(1))
        #expect(machine.heartbeatDue(now: after(.seconds(5))) == .closeSilent)
    }

    @Test func ticksFindSilenceWithinThreeAndAHalfSeconds() {
        var machine = upMachine()
        var now = Duration.zero
        while machine.heartbeatDue(now: after(now)) != .closeSilent, now < .seconds(60) { now += LinkMachine.tick }
        #expect(now <= .milliseconds(3_500))
    }

    @Test func aLinkThatIsNotUpHasNoHeartbeat() {
        var machine = LinkMachine()
        #expect(machine.heartbeatDue(now: start) == .none)
        _ = machine.started()
        #expect(machine.heartbeatDue(now: after(.seconds(10))) == .none)
        _ = machine.dialFailed(jitter: 0)
        #expect(machine.heartbeatDue(now: after(.seconds(20))) == .none)
    }

    @Test func aFreshLinkStartsWithAFreshSilence() {
        var machine = upMachine()
        _ = machine.closed(now: after(.seconds(9)), jitter: 0)
        _ = machine.retryDue()
        machine.established(now: after(.seconds(10)))
        #expect(machine.heartbeatDue(now: after(.seconds(10))) == .ping(1))
        #expect(machine.heartbeatDue(now: after(.seconds(12))) == .ping(2))
        #expect(machine.heartbeatDue(now: after(.seconds(13))) == .closeSilent)
    }

    @Test func linksThatDieYoungKeepBackingOff() {
        var machine = LinkMachine()
        _ = machine.started()
        var waits: [Duration] = []
        for _ in 0..<4 {
            machine.established(now: start)
            guard case .waitToDial(let wait) = machine.closed(now: after(.milliseconds(4_999)), jitter: 1) else {
                break
            }
            waits.append(wait)
            _ = machine.retryDue()
        }
        #expect(waits == [50, 100, 200, 400].map { .milliseconds($0) })
    }

    @Test func aStableLinkStartsBackoffFromTheBeginning() {
        var machine = LinkMachine()
        _ = machine.started()
        for _ in 0..<6 {
            _ = machine.dialFailed(jitter: 1)
            _ = machine.retryDue()
        }
        machine.established(now: start)
        #expect(machine.closed(now: after(.seconds(5)), jitter: 1) == .waitToDial(.milliseconds(50)))
    }

    /// Each state, and how it ends.
    private static let states: [@Sendable (inout LinkMachine, Instant) -> Void] = [
        { _, _ in },
        { machine, _ in _ = machine.started() },
        { machine, now in
            _ = machine.started()
            machine.established(now: now)
        },
        { machine, _ in
            _ = machine.started()
            _ = machine.dialFailed(jitter: 0)
        },
    ]

    @Test(arguments: 0..<4)
    func nothingHappensAfterTheEnd(state: Int) {
        var machine = LinkMachine()
        Self.states[state](&machine, start)
        machine.ended()
        #expect(!machine.isUp)
        #expect(machine.started() == .none)
        machine.established(now: start)
        #expect(!machine.isUp)
        #expect(machine.dialFailed(jitter: 0) == .none)
        #expect(machine.retryDue() == .none)
        machine.heard(now: after(.seconds(1)))
        #expect(machine.heartbeatDue(now: after(.seconds(10))) == .none)
        #expect(machine.closed(now: after(.seconds(10)), jitter: 0) == .none)
    }
}
