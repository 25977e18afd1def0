import SubrosaTestKit
import Testing

@testable import SubrosaCore

@Suite("The sliding window")
struct SlidingWindowTests {
    @Test func aNumberCountsOnce() {
        var window = SlidingWindow(bits: 64)
        #expect(window.see(1) == .fresh)
        #expect(window.see(1) == .repeated)
        #expect(window.see(3) == .fresh)
        #expect(window.see(2) == .fresh)
        #expect(window.see(2) == .repeated)
    }

    @Test func zeroIsNoNumber() {
        var window = SlidingWindow(bits: 64)
        #expect(window.see(0) == .tooOld)
    }

    @Test func whatIsFurtherBackThanTheWindowIsTooOldWhetherSeenOrNot() {
        var window = SlidingWindow(bits: 64)
        #expect(window.see(1) == .fresh)
        #expect(window.see(100) == .fresh)
        #expect(window.see(36) == .tooOld)
        #expect(window.see(37) == .fresh)
        #expect(window.missed == 35, "2 to 36")
    }

    @Test func aNumberFarAheadIsNonsenseAndChangesNothing() {
        var window = SlidingWindow(bits: 64)
        #expect(window.see(SlidingWindow.reach + 1) == .tooFarAhead)
        #expect(window.see(UInt64.max) == .tooFarAhead)
        #expect(window.settle(upTo: .max) == false)
        #expect(window == SlidingWindow(bits: 64))
        #expect(window.see(SlidingWindow.reach) == .fresh)
        #expect(window.missed == SlidingWindow.reach - 64)
    }

    @Test func whatIsSettledWithoutHavingBeenSeenIsMissedOnce() {
        var window = SlidingWindow(bits: 64)
        for number in [1, 2, 4, 7] as [UInt64] { _ = window.see(number) }
        #expect(window.settle(upTo: 5) == true)
        #expect(window.missed == 2, "3 and 5")
        #expect(window.settle(upTo: 5) == true)
        #expect(window.settle(upTo: 4) == true)
        #expect(window.missed == 2)
        #expect(window.see(5) == .tooOld, "it counts as missed already")
        #expect(window.see(6) == .fresh)
        #expect(window.settle(upTo: 10) == true)
        #expect(window.missed == 5, "8, 9 and 10 as well")
        for number in 11...500 as ClosedRange<UInt64> { _ = window.see(number) }
        #expect(window.missed == 5)
    }

    /// Against a plain set, with the same questions.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func itAgreesWithASetThatForgetsNothing(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var window = SlidingWindow(bits: 128)
        var seen: Set<UInt64> = []
        var (newest, floor) = (UInt64(0), UInt64(0))
        for _ in 0..<2_000 {
            let number = UInt64(max(1, Int(newest) + Int.random(in: -150...random.chance(20, 300, 3), using: &random)))
            if Int.random(in: 0..<20, using: &random) == 0 {
                let upTo = number > 30 ? number - 30 : 0
                #expect(window.settle(upTo: upTo) == true)
                newest = max(newest, upTo)
                floor = max(floor, upTo)
            } else {
                let expected: SlidingWindow.Verdict =
                    number > newest ? .fresh : number <= floor ? .tooOld : seen.contains(number) ? .repeated : .fresh
                #expect(window.see(number) == expected)
                if expected == .fresh { seen.insert(number) }
                newest = max(newest, number)
            }
            floor = max(floor, newest > 128 ? newest - 128 : 0)
            let missed = floor - UInt64(seen.count { $0 <= floor })
            #expect(window.missed == missed)
        }
    }
}

extension SeededGenerator {
    /// The second number once in so many, else the third.
    fileprivate mutating func chance(_ oneIn: Int, _ rare: Int, _ usual: Int) -> Int {
        Int.random(in: 0..<oneIn, using: &self) == 0 ? rare : usual
    }
}
