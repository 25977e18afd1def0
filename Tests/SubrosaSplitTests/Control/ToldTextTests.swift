import Testing

@testable import SubrosaSplit

@Suite("Text from the other half")
struct ToldTextTests {
    @Test func nothingInItCanBreakALineOrATerminal() {
        #expect(ToldText.plain("in use by 'x' (pid 7)", limit: 100) == "in use by 'x' (pid 7)")
        #expect(ToldText.plain("a\nb\u{1b}[0m\u{202e}\\", limit: 100) == #"a\u{a}b\u{1b}[0m\u{202e}\u{5c}"#)
        #expect(ToldText.plain("abcdef", limit: 4) == "abcd...")
    }

    @Test func tooManyLinesAreOnlyCounted() {
        let lines = (0..<10_000).map { "\($0)" }
        #expect(ToldText.problems(lines).count == SplitLimits.problems + 1)
        #expect(ToldText.problems(lines).last == "and \(10_000 - SplitLimits.problems) more")
        #expect(ToldText.problems(["a"]) == ["a"])
    }
}
