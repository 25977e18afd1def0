import SubrosaPKI
import Testing

@Suite struct AlternativeNameTests {
    @Test(arguments: ["am-1", "am-1.example.com", "am_1", "XN--BCHER-KVA.test"])
    func namesThatPeersMatchAreTaken(_ text: String) throws {
        #expect(try AlternativeName(dns: text).description == "dns:\(text)")
    }

    @Test(arguments: [
        "", "*.example.com", "a.", ".a", "a..b", "-a.test", "10.0.0.1", "::1", "a b", "a\0", "b\u{fc}cher.test",
    ])
    func namesThatPeersWouldNotMatchAreRefused(_ text: String) {
        #expect(throws: PKIFailure.self) { try AlternativeName(dns: text) }
    }

    @Test(arguments: ["", "a", "10.0.0", "10.0.0.1/8", "fe80::1%eth0", "010.0.0.1", "[::1]"])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(throws: PKIFailure.self) { try AlternativeName(ip: text) }
    }

    @Test(arguments: ["spiffe://test/am-1", "urn:x"])
    func urisAreTaken(_ text: String) throws {
        #expect(try AlternativeName(uri: text).description == "uri:\(text)")
    }

    @Test(arguments: ["", "x", ":", ":x", "x:", "1x:y", "spiffe://a b", "spiffe://b\u{fc}cher", "x:\n"])
    func whatIsNoURIIsRefused(_ text: String) {
        #expect(throws: PKIFailure.self) { try AlternativeName(uri: text) }
    }
}
