import SubrosaCore
import Testing

@Suite("Lane machine")
struct LaneMachineTests {
    enum State: String, CaseIterable, Sendable {
        case idle, open, sentEnd, receivedEnd, broken

        func machine(_ side: LaneMachine.Side) -> LaneMachine {
            var machine = LaneMachine(side: side)
            if self == .idle { return machine }
            if side == .dialler { _ = machine.opened() } else { _ = machine.receivedOpen() }
            switch self {
            case .idle, .open: break
            case .sentEnd: _ = machine.ended()
            case .receivedEnd: _ = machine.receivedEnd()
            case .broken: machine.broke()
            }
            return machine
        }
    }

    /// What a frame leads to, by the state in which it comes: everything not named is a violation.
    @Test(arguments: State.allCases)
    func everyFrameInEveryStateOfTheAcceptor(state: State) {
        func machine() -> LaneMachine { state.machine(.acceptor) }
        var copy = machine()
        #expect(copy.receivedOpen() == (state == .idle ? .openStream : .violation))
        copy = machine()
        #expect(copy.receivedChunk() == ([.open, .sentEnd].contains(state) ? .passBytes : .violation))
        copy = machine()
        let end: LaneMachine.OnReceived =
            switch state {
            case .open: .passEnd(laneIsFree: false)
            case .sentEnd: .passEnd(laneIsFree: true)
            default: .violation
            }
        #expect(copy.receivedEnd() == end)
        copy = machine()
        #expect(copy.receivedReset(.aborted) == (state == .broken ? .violation : .passReset(.aborted)))
    }

    @Test(arguments: State.allCases)
    func everyFrameInEveryStateOfTheDialler(state: State) {
        func machine() -> LaneMachine { state.machine(.dialler) }
        var copy = machine()
        #expect(copy.receivedOpen() == .violation, "only the dialler opens streams")
        copy = machine()
        #expect(copy.receivedChunk() == ([.open, .sentEnd].contains(state) ? .passBytes : .violation))
        copy = machine()
        let end: LaneMachine.OnReceived =
            switch state {
            case .open: .passEnd(laneIsFree: false)
            case .sentEnd: .passEnd(laneIsFree: true)
            default: .violation
            }
        #expect(copy.receivedEnd() == end)
        copy = machine()
        #expect(copy.receivedReset(.noLane) == (state == .broken ? .violation : .passReset(.noLane)))
    }

    @Test(arguments: State.allCases)
    func theDiallerOpensOnlyAnIdleLane(state: State) {
        var machine = state.machine(.dialler)
        #expect(machine.opened() == (state == .idle))
    }

    @Test(arguments: State.allCases)
    func theAcceptorNeverOpens(state: State) {
        var machine = state.machine(.acceptor)
        #expect(machine.opened() == false)
    }

    @Test(arguments: State.allCases, [LaneMachine.Side.dialler, .acceptor])
    func anEndIsSentOnceAndOnlyInAnOpenStream(state: State, side: LaneMachine.Side) {
        var machine = state.machine(side)
        let free: Bool? =
            switch state {
            case .open: false
            case .receivedEnd: true
            case .idle, .sentEnd, .broken: nil
            }
        #expect(machine.ended() == free)
        #expect(machine.isIdle == (state == .idle || free == true))
        #expect(machine.ended() == nil)
    }

    @Test(arguments: State.allCases, [LaneMachine.Side.dialler, .acceptor])
    func aViolationBreaksTheLaneForGood(state: State, side: LaneMachine.Side) {
        var machine = state.machine(side)
        // The second at the latest is one: the first may open an idle lane.
        for _ in 0..<2 { _ = machine.receivedOpen() }
        #expect(!machine.isIdle)
        #expect(machine.opened() == false)
        #expect(machine.receivedOpen() == .violation)
        #expect(machine.receivedChunk() == .violation)
        #expect(machine.receivedEnd() == .violation)
        #expect(machine.receivedReset(.aborted) == .violation)
        #expect(machine.ended() == nil)
    }

    @Test(arguments: State.allCases, [LaneMachine.Side.dialler, .acceptor])
    func aResetBreaksTheLaneForGood(state: State, side: LaneMachine.Side) {
        var machine = state.machine(side)
        _ = machine.receivedReset(.aborted)
        #expect(!machine.isIdle)
        #expect(machine.opened() == false)
        #expect(machine.receivedOpen() == .violation)
    }

    @Test func aLaneCarriesManyStreamsOneAfterAnother() {
        var dialler = LaneMachine(side: .dialler)
        var acceptor = LaneMachine(side: .acceptor)
        for round in 0..<1_000 {
            #expect(dialler.opened() == true)
            #expect(acceptor.receivedOpen() == .openStream)
            #expect(acceptor.receivedChunk() == .passBytes)
            if round.isMultiple(of: 2) {
                #expect(dialler.ended() == false)
                #expect(acceptor.receivedEnd() == .passEnd(laneIsFree: false))
                #expect(dialler.receivedChunk() == .passBytes, "the other direction is open")
                #expect(acceptor.ended() == true)
                #expect(dialler.receivedEnd() == .passEnd(laneIsFree: true))
            } else {
                #expect(acceptor.ended() == false)
                #expect(dialler.receivedEnd() == .passEnd(laneIsFree: false))
                #expect(acceptor.receivedChunk() == .passBytes, "the other direction is open")
                #expect(dialler.ended() == true)
                #expect(acceptor.receivedEnd() == .passEnd(laneIsFree: true))
            }
            #expect(dialler.isIdle && acceptor.isIdle)
        }
    }
}
