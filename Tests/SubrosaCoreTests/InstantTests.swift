import SubrosaCore
import Testing

@Suite("Instant")
struct InstantTests {
    @Test func differencesAreNeverNegative() {
        let early = Instant(nanoseconds: 10)
        let late = Instant(nanoseconds: 25)
        #expect(late - early == .nanoseconds(15))
        #expect(early - late == .zero)
        #expect(early - early == .zero)
        #expect(early < late)
    }

    @Test func additionAndSubtractionAgree() {
        let instant = Instant(nanoseconds: 123)
        for duration: Duration in [.zero, .nanoseconds(1), .milliseconds(1_500), .seconds(86_400)] {
            #expect((instant + duration) - instant == duration)
        }
    }

    @Test func durationsAreWholeNanosecondsAndNeverNegative() {
        #expect(Duration.seconds(1).nanoseconds == 1_000_000_000)
        #expect(Duration(secondsComponent: 2, attosecondsComponent: 3_999_999_999).nanoseconds == 2_000_000_003)
        #expect(Duration.seconds(-1).nanoseconds == 0)
    }
}
