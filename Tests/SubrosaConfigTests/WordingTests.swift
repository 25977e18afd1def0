import Testing

@testable import SubrosaConfig

@Suite struct NearMissTests {
    @Test(arguments: [
        ("virtual_adress", "virtual_address"), ("virtualAddress", "virtual_address"), ("NAME", "name"),
        ("adress", "address"), ("nmae", "name"), ("virtual-address", "virtual_address"),
    ])
    func findsWhatWasMeant(_ text: String, _ expected: String) {
        #expect(NearMiss.find(text, among: ["name", "address", "virtual_address"]) == expected)
    }

    @Test(arguments: ["", "n", "na", "nm", "weight", "virtual", "addr"])
    func keepsQuietWhenItIsGuessing(_ text: String) {
        #expect(NearMiss.find(text, among: ["name", "address", "virtual_address"]) == nil)
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "ab", 2), ("ab", "ba", 1), ("abc", "axc", 1), ("kitten", "sitting", 3),
    ])
    func countsEdits(_ left: String, _ right: String, _ expected: Int) {
        #expect(NearMiss.distance(Array(left.utf8), Array(right.utf8)) == expected)
    }
}

@Suite struct QuotedTextTests {
    @Test(arguments: [
        ("am-1", "\"am-1\""), ("a\"b\\c", "\"a\\\"b\\\\c\""), ("a\nb\tc\rd", "\"a\\nb\\tc\\rd\""),
        ("\u{1b}[2J", "\"\\u{1b}[2J\""), ("bücher 東京", "\"bücher 東京\""),
        ("\u{202e}x\u{2028}", "\"\\u{202e}x\\u{2028}\""),
        ("", "\"\""),
    ])
    func leavesNothingThatATerminalObeys(_ text: String, _ expected: String) {
        #expect(QuotedText.quote(text) == expected)
    }

    @Test func cutsWhatIsLong() {
        let longest = String(repeating: "é", count: QuotedText.maximumLength)
        #expect(QuotedText.quote(longest) == "\"\(longest)\"")
        #expect(QuotedText.quote(longest + "x") == "\"\(longest)...\"")
    }
}
