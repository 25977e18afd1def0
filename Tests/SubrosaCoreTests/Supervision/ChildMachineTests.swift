import SubrosaCore
import Testing

@Suite("Child machine")
struct ChildMachineTests {
    private func machine(after events: ChildMachine.Event...) -> ChildMachine {
        var machine = ChildMachine()
        for event in events { _ = machine.handle(event) }
        return machine
    }

    @Test func theChildIsStartedWhenTheNodeIsReadyAndOnce() {
        var machine = ChildMachine()
        #expect(machine.handle(.nodeReady) == [.startChild])
        #expect(machine.handle(.nodeReady) == [])
        #expect(machine.handle(.childStarted) == [])
    }

    @Test(arguments: [ChildSignal.terminate, .interrupt, .quit])
    func beforeTheChildIsThereAnEndIsForTheNodeAlone(_ signal: ChildSignal) {
        var machine = ChildMachine()
        #expect(machine.handle(.signalArrived(signal)) == [.drain])
        #expect(machine.handle(.nodeReady) == [], "nothing is started any more")
        #expect(machine.handle(.drained) == [.exit(0)])
    }

    @Test(arguments: [ChildSignal.hangup, .userDefined1, .userDefined2])
    func beforeTheChildIsThereOtherSignalsAreForNobody(_ signal: ChildSignal) {
        var machine = ChildMachine()
        #expect(machine.handle(.signalArrived(signal)) == [])
        #expect(machine.handle(.nodeReady) == [.startChild])
    }

    @Test func whatEndsAChildThatIsBeingStartedReachesItOnceItIsThere() {
        var machine = machine(after: .nodeReady)
        for signal in [ChildSignal.hangup, .quit, .terminate, .userDefined1, .quit] {
            #expect(machine.handle(.signalArrived(signal)) == [])
        }
        #expect(machine.handle(.childStarted) == [.passOn(.quit), .passOn(.terminate), .startStopTimer])
    }

    @Test(arguments: ChildSignal.allCases)
    func everySignalIsPassedOnAndTheNodeGoesOnCarrying(_ signal: ChildSignal) {
        var machine = machine(after: .nodeReady, .childStarted)
        let first = machine.handle(.signalArrived(signal))
        #expect(first == (signal.asksToEnd ? [.passOn(signal), .startStopTimer] : [.passOn(signal)]))
        #expect(machine.handle(.signalArrived(signal)) == [.passOn(signal)], "the time to end counts from the first")
    }

    @Test func aChildThatDoesNotEndInTimeIsKilled() {
        var machine = machine(after: .nodeReady, .childStarted, .signalArrived(.interrupt))
        #expect(machine.handle(.stopTimeUp) == [.killChild])
        #expect(machine.handle(.childExited(.signaled(9))) == [.startPartingTimer])
        #expect(machine.handle(.partingOver) == [.drain])
        #expect(machine.handle(.drained) == [.exit(137)])
    }

    @Test func aChildThatWasNotAskedToEndIsNotKilled() {
        var machine = machine(after: .nodeReady, .childStarted, .signalArrived(.quit))
        #expect(machine.handle(.stopTimeUp) == [])
    }

    @Test(arguments: [(ChildExit.exited(0), Int32(0)), (.exited(3), 3), (.signaled(9), 137), (.signaled(15), 143)])
    func theStatusOfTheChildIsTheStatusOfAll(_ exit: ChildExit, _ status: Int32) {
        var machine = machine(after: .nodeReady, .childStarted)
        #expect(machine.handle(.childExited(exit)) == [.startPartingTimer], "its last words are carried")
        #expect(machine.handle(.stopTimeUp) == [])
        #expect(machine.handle(.partingOver) == [.drain])
        #expect(machine.handle(.drained) == [.exit(status)])
        #expect(machine.handle(.drained) == [], "it ends once")
    }

    @Test func aChildThatCannotBeStartedEndsAllWithItsStatus() {
        var machine = machine(after: .nodeReady)
        #expect(machine.handle(.childExited(.exited(126))) == [.startPartingTimer])
        #expect(machine.handle(.childStarted) == [])
        #expect(machine.handle(.partingOver) == [.drain])
        #expect(machine.handle(.drained) == [.exit(126)])
    }

    @Test func afterTheChildAnotherSignalEndsAtOnceWithTheChildsStatus() {
        var parting = machine(after: .nodeReady, .childStarted, .childExited(.exited(3)))
        #expect(parting.handle(.signalArrived(.hangup)) == [])
        #expect(parting.handle(.signalArrived(.terminate)) == [.exit(3)])
        var draining = machine(after: .nodeReady, .childStarted, .childExited(.exited(3)), .partingOver)
        #expect(draining.handle(.signalArrived(.interrupt)) == [.exit(3)])
        #expect(draining.handle(.drained) == [])
    }
}
