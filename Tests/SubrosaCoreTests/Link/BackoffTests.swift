import SubrosaCore
import Testing

@Suite("Backoff")
struct BackoffTests {
    private func waits(_ count: Int, jitter: Double) -> [Duration] {
        var backoff = Backoff()
        return (0..<count).map { _ in backoff.next(jitter: jitter) }
    }

    @Test func doublesFromFiftyMillisecondsAndStopsAtOneSecond() {
        // With a jitter of just under one the wait is the whole step.
        let expected = [50, 100, 200, 400, 800, 1_000, 1_000, 1_000]
        for (wait, milliseconds) in zip(waits(8, jitter: 1), expected) {
            #expect(wait == .milliseconds(milliseconds))
        }
    }

    @Test func jitterTakesAwayAtMostHalf() {
        let halves = waits(8, jitter: 0)
        let wholes = waits(8, jitter: 1)
        for (half, whole) in zip(halves, wholes) { #expect(half * 2 == whole) }
    }

    @Test(arguments: [-5.0, -0.001, 1.001, 100])
    func jitterOutOfRangeIsTakenForTheNearestAllowed(jitter: Double) {
        #expect(waits(6, jitter: jitter) == waits(6, jitter: jitter < 0 ? 0 : 1))
    }

    @Test func aThousandFailuresDoNotOverflowAndStayAtTheCap() {
        #expect(waits(1_000, jitter: 1).last == Backoff.cap)
    }

    @Test func resetStartsFromTheBeginning() {
        var backoff = Backoff()
        for _ in 0..<7 { _ = backoff.next(jitter: 0.3) }
        backoff.reset()
        #expect(backoff.next(jitter: 1) == Backoff.first)
    }
}
