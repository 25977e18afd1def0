import SubrosaIdentity
import Testing

@Suite struct UntrustedTextTests {
    @Test func plainASCIIIsLeftAlone() {
        #expect(UntrustedText.quoted("CN=am-1.example.com, O=x") == "'CN=am-1.example.com, O=x'")
    }

    @Test(arguments: [
        ("a\nb", "a\\u{a}b"), ("a\u{1b}[31m", "a\\u{1b}[31m"), ("it's", "it\\u{27}s"),
        ("say \"x\"", "say \\u{22}x\\u{22}"),
        ("\\u{27}", "\\u{5c}u{27}"), ("\u{0430}m-1", "\\u{430}m-1"), ("a\u{202e}b", "a\\u{202e}b"),
        ("\u{7f}", "\\u{7f}"),
    ])
    func everythingElseIsEscaped(_ example: (text: String, expected: String)) {
        #expect(UntrustedText.escaped(example.text) == example.expected)
    }

    @Test func longTextIsCutBetweenCharactersNotWithinAnEscape() {
        #expect(UntrustedText.escaped(String(repeating: "\n", count: 100), limit: 12) == "\\u{a}\\u{a}...")
        #expect(UntrustedText.escaped(String(repeating: "x", count: 10), limit: 10) == "xxxxxxxxxx")
    }
}
