import NIOEmbedded
import Testing

@testable import SubrosaTransport

@Suite struct OpenVerdictsTests {
    private let loop = EmbeddedEventLoop()

    private func ending(_ verdicts: OpenVerdicts) -> () -> Bool {
        let hasEnded = Flag()
        verdicts.end(on: loop).assumeIsolated().whenComplete { _ in hasEnded.isSet = true }
        return { hasEnded.isSet }
    }

    private final class Flag { var isSet = false }

    @Test func theEndWaitsForEveryVerdictThatWasAskedFor() {
        let verdicts = OpenVerdicts(loop: loop)
        #expect(verdicts.asked())
        #expect(verdicts.asked())
        verdicts.given()
        let hasEnded = ending(verdicts)
        #expect(!hasEnded())
        verdicts.given()
        #expect(hasEnded())
    }

    @Test func theEndIsAtOnceWithoutOpenVerdictsAndNothingIsAskedAfterIt() {
        let verdicts = OpenVerdicts(loop: loop)
        #expect(verdicts.asked())
        verdicts.given()
        #expect(ending(verdicts)())
        #expect(!verdicts.asked())
    }
}
