import SubrosaCore
import Testing

@Suite("Canaries to a peer")
struct CanaryMachineTests {
    private let start = Instant(nanoseconds: 1_000_000_000_000)

    private func at(_ seconds: Double) -> Instant { start + .milliseconds(Int((seconds * 1_000).rounded())) }

    /// One a second from 0 on, for so many seconds; those for which `answers` says so come back after 2 ms.
    private func machine(_ count: Int, answers: (Int) -> Bool) -> CanaryMachine {
        var machine = CanaryMachine(firstNumber: 5)
        for second in 0..<count {
            let canary = machine.due(now: at(Double(second)), interval: .seconds(1))
            if answers(second) { _ = machine.acknowledged(canary.number, now: at(Double(second) + 0.002)) }
        }
        return machine
    }

    @Test func numbersAreNeverThoseThatMemberlistCountsUpTo() {
        var machine = CanaryMachine(firstNumber: .max)
        let numbers = (0..<3).map { machine.due(now: at(Double($0)), interval: .seconds(1)).number }
        #expect(numbers == [UInt32.max, 1 << 31, 1 << 31 + 1])
        var zero = CanaryMachine(firstNumber: 0)
        let first = zero.due(now: start, interval: .seconds(1)).number
        #expect(first == 1 << 31)
    }

    @Test func everyFourthIsLarge() {
        var machine = CanaryMachine(firstNumber: 0)
        let large = (1...12).filter { second in
            let canary = machine.due(now: at(Double(second)), interval: .seconds(1))
            _ = machine.acknowledged(canary.number, now: at(Double(second) + 0.002))
            return canary.isLarge
        }
        #expect(large == [4, 8, 12])
    }

    /// Seconds of the large ones, of which none comes back.
    @Test func aLargeOneWithoutAnAnswerIsRepeatedOnceAtOnce() {
        var machine = CanaryMachine(firstNumber: 0)
        let large = (1...14).filter { second in
            let canary = machine.due(now: at(Double(second)), interval: .seconds(1))
            if !canary.isLarge { _ = machine.acknowledged(canary.number, now: at(Double(second) + 0.002)) }
            return canary.isLarge
        }
        #expect(large == [4, 5, 9, 10, 14])
        #expect(!machine.figures(now: at(6.9)).isMute)
    }

    @Test func twoLargeOnesInARowWithoutAnAnswerAreEnoughAndAreNoLossOnceOneComesBack() {
        var machine = CanaryMachine(firstNumber: 0)
        for second in 1...12 {
            let canary = machine.due(now: at(Double(second)), interval: .seconds(1))
            if !canary.isLarge || second > 5 {
                _ = machine.acknowledged(canary.number, now: at(Double(second) + 0.002))
            }
            switch second {
            case 5, 6: #expect(!machine.figures(now: at(Double(second))).isLargeMute)
            case 7, 8: #expect(machine.figures(now: at(Double(second))).isLargeMute)
            default: break
            }
        }
        #expect(!machine.figures(now: at(12)).isLargeMute)
        #expect(machine.figures(now: at(12)).lost == 0)
    }

    @Test func whatMayBeTheBeginOfAnOutageIsToldApart() {
        #expect(machine(12) { $0 < 9 }.figures(now: at(14)).lostSinceAnswer == 3)
        #expect(machine(12) { $0 < 9 || $0 == 11 }.figures(now: at(14)).lostSinceAnswer == 0)
    }

    @Test(arguments: [(1, 1_000), (20, 1_000), (21, 1_050), (100, 5_000), (999, 49_950)])
    func aNodeNeverSendsMoreThanTwentyASecond(peers: Int, milliseconds: Int) {
        #expect(CanaryMachine.interval(peers: peers) == .milliseconds(milliseconds))
    }

    @Test func anAnswerIsKnownOnceAndCountedOnce() {
        var machine = CanaryMachine(firstNumber: 0)
        let canary = machine.due(now: at(0), interval: .seconds(1))
        let isKnown = [0.003, 0.004].map { machine.acknowledged(canary.number, now: at($0)) }
        #expect(isKnown == [true, true])
        #expect(machine.totals.answered == 1)
        #expect(machine.figures(now: at(0.01)).roundTrip?.median == .milliseconds(3))
    }

    @Test func anAnswerToSomethingElseOrToALongGoneCanaryIsNotOurs() {
        var machine = CanaryMachine(firstNumber: 0)
        let canary = machine.due(now: at(0), interval: .seconds(1))
        let isKnown = [(canary.number + 1, 1), (1, 1), (canary.number, 10.1)].map {
            machine.acknowledged($0.0, now: at($0.1))
        }
        #expect(isKnown == [false, false, false])
        #expect(machine.totals.answered == 0)
    }

    @Test func aCanaryThatIsStillWaitedForIsNoLoss() {
        let machine = machine(10) { $0 < 9 }
        #expect(machine.figures(now: at(9.5)).lost == 0)
        #expect(machine.figures(now: at(11.1)).lost == 1)
    }

    @Test func aLateAnswerTakesTheLossBack() {
        var machine = CanaryMachine(firstNumber: 0)
        _ = machine.acknowledged(machine.due(now: at(0), interval: .seconds(1)).number, now: at(0))
        let late = machine.due(now: at(1), interval: .seconds(1))
        #expect(machine.figures(now: at(4)).lost == 1)
        let isKnown = machine.acknowledged(late.number, now: at(4))
        #expect(isKnown)
        #expect(machine.figures(now: at(4)).lost == 0)
    }

    @Test func whatIsOlderThanAMinuteIsForgotten() {
        var machine = machine(60) { $0 >= 30 || $0 == 0 || $0.isMultiple(of: 2) }
        #expect(machine.figures(now: at(60)).lost == 15)
        for second in 60..<120 {
            let canary = machine.due(now: at(Double(second)), interval: .seconds(1))
            _ = machine.acknowledged(canary.number, now: at(Double(second)))
        }
        #expect(machine.figures(now: at(120)).lost == 0)
        #expect(machine.figures(now: at(120)).finished <= 61)
    }

    @Test func figuresTellLossAndRoundTrips() {
        let machine = machine(40) { !$0.isMultiple(of: 4) || $0 == 0 }
        let figures = machine.figures(now: at(45))
        #expect(figures.finished == 40)
        #expect(figures.lost == 9)
        #expect(figures.lossPerMille == 225)
        #expect(
            figures.roundTrip == .init(minimum: .milliseconds(2), median: .milliseconds(2), maximum: .milliseconds(2)))
    }

    @Test func aPeerThatSaysNothingForFiveSecondsIsMute() {
        let machine = machine(12) { $0 < 5 }
        #expect(!machine.figures(now: at(9.9)).isMute)
        #expect(machine.figures(now: at(10.1)).isMute)
    }

    @Test func oneAnswerIsEnoughNotToBeMute() {
        #expect(!machine(12) { $0 < 5 || $0 == 9 }.figures(now: at(13)).isMute)
    }

    @Test func amongManyPeersMuteTakesThreeCanaries() {
        var machine = CanaryMachine(firstNumber: 0)
        for number in 0..<3 { _ = machine.due(now: at(Double(number) * 5), interval: .seconds(5)) }
        #expect(!machine.figures(now: at(11)).isMute)
        #expect(machine.figures(now: at(12)).isMute)
    }

    @Test func beforeTheFirstAnswerNothingWasLost() {
        let machine = machine(9) { $0 == 8 }
        #expect(machine.figures(now: at(11)).lost == 0)
        #expect(machine.totals.sent == 9)
    }

    @Test func anOutageThatIsOverIsNoLoss() {
        let outage = machine(40) { $0 < 10 || $0 >= 22 }
        #expect(outage.figures(now: at(41)).lost == 0)
        let hiccup = machine(40) { $0 < 10 || $0 >= 14 }
        #expect(hiccup.figures(now: at(41)).lost == 4)
    }

    @Test func whatWasOnItsWayWhenALinkChangedSaysNothing() {
        var machine = machine(10) { $0 < 7 }
        machine.pathChanged(now: at(10))
        #expect(machine.figures(now: at(12.5)).lost == 0)
        #expect(!machine.figures(now: at(20)).isMute)
    }

    @Test func lossThatIsLongOverIsNotGoingOn() {
        let machine = machine(50) { !(10...13).contains($0) }
        #expect(machine.figures(now: at(40)).isLosing)
        #expect(!machine.figures(now: at(50)).isLosing)
    }

    @Test func whatIsKeptIsBoundedHoweverOftenItIsAsked() {
        var machine = CanaryMachine(firstNumber: 0)
        for _ in 0..<10_000 { _ = machine.due(now: start, interval: .seconds(1)) }
        #expect(machine.figures(now: at(3)).finished <= 128)
    }

    @Test func aSlidingTotalKnowsTheGrowthOfTheLastMinute() {
        var total = SlidingTotal()
        for second in 0..<200 { total.note(UInt64(second), now: at(Double(second))) }
        #expect((60...66).contains(total.growth))
        for second in 200..<300 { total.note(199, now: at(Double(second))) }
        #expect(total.growth == 0)
    }
}
