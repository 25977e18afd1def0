import SubrosaCore
import Testing

@Suite("Renewal machine")
struct RenewalMachineTests {
    private let ending = RenewalMachine.Ending(reason: .certificateRevoked, detail: "serial 1")

    @Test func aRenewalDialsOnceAndIsOverWhenTheNewLinkIsThere() {
        var machine = RenewalMachine()
        #expect(machine.wanted() == .dial)
        #expect(machine.dialSucceeded() == .none)
        #expect(machine.isIdle)
    }

    @Test func aRenewalThatIsWantedAgainMeanwhileDialsAgain() {
        var machine = RenewalMachine()
        _ = machine.wanted()
        #expect(machine.wanted() == .none)
        #expect(machine.dialSucceeded() == .dial)
        #expect(machine.dialSucceeded() == .none)
    }

    @Test func aRenewalThatFailsIsTriedAgainAndThePresentLinkStays() {
        var machine = RenewalMachine()
        _ = machine.wanted()
        #expect(machine.dialFailed(jitter: 1) == .waitToDial(.milliseconds(50)))
        #expect(machine.limitReached() == .none)
        #expect(machine.retryDue() == .dial)
        #expect(machine.retryDue() == .none)
        #expect(machine.dialFailed(jitter: 1) == .waitToDial(.milliseconds(100)))
    }

    @Test func aLinkThatMustEndDoesSoWhenNoNewOneCanBeHad() {
        var machine = RenewalMachine()
        #expect(machine.mustEnd(ending) == .dialWithin)
        #expect(
            machine.mustEnd(RenewalMachine.Ending(reason: .notTrusted, detail: "")) == .none, "the first reason holds")
        #expect(machine.dialFailed(jitter: 0) == .end(ending))
        #expect(machine.isIdle)
    }

    @Test func aLinkThatMustEndDoesSoAtTheLimit() {
        var machine = RenewalMachine()
        _ = machine.wanted()
        #expect(machine.mustEnd(ending) == .waitForLimit)
        #expect(machine.limitReached() == .end(ending))
        #expect(machine.dialFailed(jitter: 0) == .none)
    }

    @Test func aMoveIsOvertakenByTheGraverReason() {
        var machine = RenewalMachine()
        _ = machine.mustEnd(RenewalMachine.Ending(reason: .nodeMoved, detail: ""))
        #expect(machine.mustEnd(ending) == .none)
        #expect(machine.limitReached() == .end(ending))
    }

    @Test func whatIsUnderWayWhenALinkMustEndMayBeNoBetter() {
        var machine = RenewalMachine()
        _ = machine.wanted()
        _ = machine.mustEnd(ending)
        #expect(machine.dialSucceeded() == .dial)
        #expect(machine.ending == nil)
    }

    @Test func aLinkThatMustEndWhileARetryIsAwaitedIsDialledAtOnce() {
        var machine = RenewalMachine()
        _ = machine.wanted()
        _ = machine.dialFailed(jitter: 0)
        #expect(machine.mustEnd(ending) == .dialWithin)
        #expect(machine.retryDue() == .none)
    }

    @Test func nothingIsLeftOfARenewalWhenTheLinkGoesDown() {
        var machine = RenewalMachine()
        _ = machine.mustEnd(ending)
        machine.linkWentDown()
        #expect(machine.isIdle)
        #expect(machine.limitReached() == .none)
        #expect(machine.dialFailed(jitter: 0) == .none)
    }
}
