import SubrosaCore
import Testing

@testable import SubrosaAdmin

@Suite("Login tries")
struct LoginTriesTests {
    private let start = Instant(nanoseconds: 1_000_000_000_000)

    private func source(_ number: Int) throws -> SourceNetwork {
        SourceNetwork(try #require(IPAddress("10.1.\(number / 250).\(number % 250)")))
    }

    @Test func tenAtOnceAndThenOneASecond() throws {
        var tries = LoginTries()
        let source = try source(1)
        #expect((0..<20).count { _ in tries.take(source, now: start) } == 10)
        #expect(tries.take(source, now: start + .milliseconds(999)) == false)
        #expect(tries.take(source, now: start + .seconds(1)) == true)
        #expect(tries.take(source, now: start + .seconds(1)) == false)
    }

    @Test func oneSourceDoesNotUseUpWhatAnotherHas() throws {
        var tries = LoginTries()
        for _ in 0..<20 { _ = tries.take(try source(1), now: start) }
        #expect(tries.take(try source(2), now: start) == true)
    }

    @Test func manySourcesTakeNoMoreMemoryAndAreStillLetIn() throws {
        var tries = LoginTries()
        for number in 0..<(3 * LoginTries.sourceLimit) { #expect(tries.take(try source(number), now: start) == true) }
        #expect(tries.sourceCount <= LoginTries.sourceLimit)
    }

    @Test func whoTriedMostIsNotForgottenForOthers() throws {
        var tries = LoginTries()
        let eager = try source(0)
        for _ in 0..<10 { #expect(tries.take(eager, now: start) == true) }
        for number in 1..<(3 * LoginTries.sourceLimit) { #expect(tries.take(try source(number), now: start) == true) }
        #expect(tries.take(eager, now: start) == false)
    }
}
