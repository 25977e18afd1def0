import SubrosaCore
import Testing

@Suite("Repeat filter")
struct RepeatFilterTests {
    private let start = Instant(nanoseconds: 7)

    private func after(_ seconds: Int) -> Instant { start + .seconds(seconds) }

    @Test func theFirstIsReportedAndRepetitionsAreGathered() {
        var filter = RepeatFilter<String>(interval: .seconds(10))
        #expect(filter.happened("a", now: start) == .report(suppressed: 0))
        for second in 1..<10 { #expect(filter.happened("a", now: after(second)) == .suppress) }
        #expect(filter.happened("a", now: after(10)) == .report(suppressed: 9))
        #expect(filter.happened("a", now: after(11)) == .suppress)
    }

    @Test func differentFaultsDoNotHideEachOther() {
        var filter = RepeatFilter<String>(interval: .seconds(10))
        _ = filter.happened("a", now: start)
        #expect(filter.happened("b", now: start) == .report(suppressed: 0))
    }

    @Test func aBurstIsReportedOneByOne() {
        var filter = RepeatFilter<String>(interval: .seconds(10), burst: 3)
        let verdicts = (0..<5).map { _ in filter.happened("a", now: start) }
        #expect(verdicts.prefix(3).allSatisfy { $0 == .report(suppressed: 0) })
        #expect(verdicts.suffix(2).allSatisfy { $0 == .suppress })
    }

    @Test func afterTheEndTheNextIsReportedAtOnce() {
        var filter = RepeatFilter<String>(interval: .seconds(10))
        _ = filter.happened("a", now: start)
        filter.ended("a")
        #expect(filter.happened("a", now: start) == .report(suppressed: 0))
    }

    @Test func whatWasGatheredCanBeTakenOnceAnIntervalHasPassed() {
        var filter = RepeatFilter<String>(interval: .seconds(10))
        for _ in 0..<5 { _ = filter.happened("a", now: start) }
        _ = filter.happened("quiet", now: start)
        #expect(filter.takeSuppressed(now: after(9)).isEmpty)
        let taken = filter.takeSuppressed(now: after(10))
        #expect(taken.map(\.key) == ["a"])
        #expect(taken.map(\.suppressed) == [4])
        #expect(filter.takeSuppressed(now: after(20)).isEmpty)
    }

    @Test func nothingIsLostOfManyRepetitions() {
        var filter = RepeatFilter<Int>(interval: .seconds(10))
        var accounted: UInt64 = 0
        for index in 0..<100_000 {
            let verdict = filter.happened(1, now: start + .milliseconds(index))
            if case .report(let suppressed) = verdict { accounted += 1 + suppressed }
        }
        accounted += filter.takeSuppressed(now: after(1_000)).reduce(0) { $0 + $1.suppressed }
        #expect(accounted == 100_000)
    }

    @Test func manyDifferentFaultsPushOutTheOldestAndAreAllReported() {
        var filter = RepeatFilter<Int>(interval: .seconds(10))
        let verdicts = (0..<10_000).map { filter.happened($0, now: start + .microseconds($0)) }
        #expect(verdicts.allSatisfy { $0 == .report(suppressed: 0) })
        #expect(filter.happened(9_999, now: after(1)) == .suppress, "the newest are remembered")
        #expect(filter.happened(0, now: after(1)) == .report(suppressed: 0), "the oldest is forgotten")
    }
}
