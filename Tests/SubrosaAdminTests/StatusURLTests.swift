import Testing

@testable import SubrosaAdmin

@Suite("Status URL")
struct StatusURLTests {
    @Test(arguments: [
        ("http://127.0.0.1:9096", "http://127.0.0.1:9096"), ("http://127.0.0.1:9096/", "http://127.0.0.1:9096"),
        ("http://[::1]:9096", "http://[::1]:9096"), ("HTTP://am-1", "http://am-1:80"),
        ("http://am-1:1/subrosa/", "http://am-1:1/subrosa"), ("https://am-1", "https://am-1:443"),
        ("HTTPS://[::1]:9096/", "https://[::1]:9096"),
    ])
    func itIsReadAndWritten(text: String, expected: String) throws {
        #expect(try #require(StatusURL(text)).description == expected)
    }

    @Test(arguments: [
        "", "http://", "https://", "ftp://am-1", "127.0.0.1:9096", "http://am-1:0", "http://am-1:65536",
        "http://am-1:x",
        "http://[::1", "http://[::1]x", "http://a b", "http://user@am-1", "http://am-1/?q", "http://am-1/a\r\nX: y",
    ])
    func anythingElseIsNone(text: String) { #expect(StatusURL(text) == nil) }
}
