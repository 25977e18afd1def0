import NIOCore
import Testing

@testable import SubrosaCLI

@Suite("Duration argument")
struct DurationArgumentTests {
    @Test(
        arguments: [
            ("0s", .zero), ("1ms", .milliseconds(1)), ("500ms", .milliseconds(500)), ("5s", .seconds(5)),
            ("2m", .minutes(2)), ("24h", .hours(24)), ("86400s", .hours(24)), ("007s", .seconds(7)),
        ] as [(String, TimeAmount)])
    func isRead(text: String, amount: TimeAmount) { #expect(DurationArgument(argument: text)?.timeAmount == amount) }

    @Test(arguments: [
        "", "5", "s", "-1s", "+1s", "1.5s", " 5s", "5s ", "5 s", "5S", "5d", "5sec", "5ss", "25h", "86401s", "٥s",
        "99999999999999999999s", "9223372036854775807h", "1h30m",
    ])
    func isNotADuration(text: String) { #expect(DurationArgument(argument: text) == nil) }

    @Test(arguments: [("90s", "90s"), ("1500ms", "1500ms"), ("2000ms", "2s"), ("1h", "3600s")])
    func isWrittenInTheLargestOfSecondsAndMilliseconds(text: String, written: String) {
        #expect(DurationArgument(argument: text)?.description == written)
    }
}
