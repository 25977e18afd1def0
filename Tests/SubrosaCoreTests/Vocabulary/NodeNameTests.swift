import SubrosaCore
import Testing

@Suite("Node name")
struct NodeNameTests {
    @Test(arguments: ["a", "am-1", "AM_2.example.com", "0", "-", String(repeating: "x", count: 63)])
    func isAccepted(text: String) {
        #expect(NodeName(text)?.text == text)
        #expect(NodeName(text)?.description == text)
    }

    @Test(arguments: [
        "", " ", "am 1", "am\n1", "am\"1", "am/1", "am=1", "ä", "am\u{0}", "１", "am\u{301}",
        String(repeating: "x", count: 64), String(repeating: "x", count: 10_000),
    ])
    func isRefused(text: String) { #expect(NodeName(text) == nil) }

    @Test func namesAreComparedByteByByte() throws {
        let lower = try #require(NodeName("am-1"))
        let upper = try #require(NodeName("AM-1"))
        #expect(lower != upper)
        #expect(upper < lower)
    }
}
