import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing

@Suite struct IdentityMatcherTests {
    /// What a certificate has, the identity asked for, and whether it is proven.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var sans: [TestName] = []
        var commonName = "somebody"
        var faults: [TestFault] = []
        let identity: Identity
        let isProven: Bool
    }

    static let dnsCases: [Case] = [
        Case(testDescription: "the same name", sans: [.dns("am-2.test")], identity: .dns("am-2.test"), isProven: true),
        Case(
            testDescription: "upper case in the certificate", sans: [.dns("AM-2.Test")], identity: .dns("am-2.test"),
            isProven: true),
        Case(
            testDescription: "upper case in the configuration", sans: [.dns("am-2.test")], identity: .dns("AM-2.TEST"),
            isProven: true),
        Case(
            testDescription: "the second of two names", sans: [.dns("other.test"), .dns("am-2.test")],
            identity: .dns("am-2.test"), isProven: true),
        Case(
            testDescription: "the same name twice", sans: [.dns("am-2.test"), .dns("am-2.test")],
            identity: .dns("am-2.test"), isProven: true),
        Case(
            testDescription: "a trailing dot in the configuration", sans: [.dns("am-2.test")],
            identity: .dns("am-2.test."), isProven: true),
        Case(
            testDescription: "punycode, in the other case", sans: [.dns("XN--BCHER-KVA.test")],
            identity: .dns("xn--bcher-kva.test"), isProven: true),
        Case(testDescription: "an underscore", sans: [.dns("am_2")], identity: .dns("am_2"), isProven: true),
        Case(
            testDescription: "a trailing dot in the certificate", sans: [.dns("am-2.test.")],
            identity: .dns("am-2.test"), isProven: false),
        Case(
            testDescription: "two trailing dots in the configuration", sans: [.dns("am-2.test")],
            identity: .dns("am-2.test.."), isProven: false),
        Case(testDescription: "another name", sans: [.dns("am-3.test")], identity: .dns("am-2.test"), isProven: false),
        Case(
            testDescription: "a name that begins with it", sans: [.dns("am-2.test.evil")], identity: .dns("am-2.test"),
            isProven: false),
        Case(
            testDescription: "a name that ends in it", sans: [.dns("x.am-2.test")], identity: .dns("am-2.test"),
            isProven: false),
        Case(testDescription: "a parent domain", sans: [.dns("test")], identity: .dns("am-2.test"), isProven: false),
        Case(testDescription: "a wildcard", sans: [.dns("*.test")], identity: .dns("am-2.test"), isProven: false),
        Case(
            testDescription: "a wildcard within a label", sans: [.dns("am-*.test")], identity: .dns("am-2.test"),
            isProven: false),
        Case(
            testDescription: "a wildcard asked for by name", sans: [.dns("*.test")], identity: .dns("*.test"),
            isProven: false),
        Case(
            testDescription: "NUL after the name", sans: [.dns("am-2.test\0.evil")], identity: .dns("am-2.test"),
            isProven: false),
        Case(
            testDescription: "NUL on both sides", sans: [.dns("am-2\0.test")], identity: .dns("am-2\0.test"),
            isProven: false),
        Case(
            testDescription: "a space before the name", sans: [.dns(" am-2.test")], identity: .dns("am-2.test"),
            isProven: false),
        Case(
            testDescription: "an empty label", sans: [.dns("am-2..test")], identity: .dns("am-2..test"), isProven: false
        ),
        Case(testDescription: "an empty name on both sides", sans: [.dns("")], identity: .dns(""), isProven: false),
        Case(testDescription: "only a dot", sans: [.dns("")], identity: .dns("."), isProven: false),
        Case(
            testDescription: "the Kelvin sign for a k", sans: [.dns("k.test")], identity: .dns("\u{212A}.test"),
            isProven: false),
        Case(
            testDescription: "the peer's address beside another name", sans: [.dns("other.test"), .ip("10.0.0.2")],
            identity: .dns("am-2.test"), isProven: false),
        Case(
            testDescription: "the name as common name only", commonName: "am-2.test", identity: .dns("am-2.test"),
            isProven: false),
        Case(
            testDescription: "the name as common name beside another name", sans: [.dns("other.test")],
            commonName: "am-2.test", identity: .dns("am-2.test"), isProven: false),
        Case(
            testDescription: "the name as URI", sans: [.uri("am-2.test")], identity: .dns("am-2.test"), isProven: false),
        Case(
            testDescription: "the name as mail address", sans: [.mail("am-2.test")], identity: .dns("am-2.test"),
            isProven: false),
        Case(
            testDescription: "an address as DNS name, asked for as such", sans: [.dns("10.0.0.2")],
            identity: .dns("10.0.0.2"), isProven: false),
        Case(
            testDescription: "a label of 64 bytes", sans: [.dns(String(repeating: "a", count: 64) + ".test")],
            identity: .dns(String(repeating: "a", count: 64) + ".test"), isProven: false),
        Case(
            testDescription: "254 bytes", sans: [.dns(Self.longName(254))], identity: .dns(Self.longName(254)),
            isProven: false),
        Case(
            testDescription: "253 bytes", sans: [.dns(Self.longName(253))], identity: .dns(Self.longName(253)),
            isProven: true),
    ]

    static let otherCases: [Case] = [
        Case(
            testDescription: "the same IPv4 address", sans: [.ip("10.0.0.4")], identity: .ip(Fixtures.ip("10.0.0.4")),
            isProven: true),
        Case(
            testDescription: "the same IPv6 address", sans: [.ip("2001:db8::4")],
            identity: .ip(Fixtures.ip("2001:0DB8:0::4")), isProven: true),
        Case(
            testDescription: "an IPv4-mapped address in the configuration", sans: [.ip("10.0.0.4")],
            identity: .ip(Fixtures.ip("::ffff:10.0.0.4")), isProven: true),
        Case(
            testDescription: "another address", sans: [.ip("10.0.0.5")], identity: .ip(Fixtures.ip("10.0.0.4")),
            isProven: false),
        Case(
            testDescription: "the address as DNS name", sans: [.dns("10.0.0.4")],
            identity: .ip(Fixtures.ip("10.0.0.4")), isProven: false),
        Case(
            testDescription: "the address as common name", commonName: "10.0.0.4",
            identity: .ip(Fixtures.ip("10.0.0.4")), isProven: false),
        Case(
            testDescription: "an IPv4-mapped address in the certificate",
            sans: [.ipBytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 4])],
            identity: .ip(Fixtures.ip("10.0.0.4")), isProven: false),
        Case(
            testDescription: "five bytes that begin with the address", sans: [.ipBytes([10, 0, 0, 4, 0])],
            identity: .ip(Fixtures.ip("10.0.0.4")), isProven: false),
        Case(
            testDescription: "an address with a mask, as in name constraints",
            sans: [.ipBytes([10, 0, 0, 4, 255, 0, 0, 0])], identity: .ip(Fixtures.ip("10.0.0.4")), isProven: false),
        Case(testDescription: "no bytes", sans: [.ipBytes([])], identity: .ip(Fixtures.ip("0.0.0.0")), isProven: false),
        Case(
            testDescription: "the same URI", sans: [.uri("spiffe://test/am-5")], identity: .uri("spiffe://test/am-5"),
            isProven: true),
        Case(
            testDescription: "a URI in other case", sans: [.uri("spiffe://Test/am-5")],
            identity: .uri("spiffe://test/am-5"), isProven: false),
        Case(
            testDescription: "a longer URI", sans: [.uri("spiffe://test/am-5/x")], identity: .uri("spiffe://test/am-5"),
            isProven: false),
        Case(
            testDescription: "the URI as DNS name", sans: [.dns("spiffe://test/am-5")],
            identity: .uri("spiffe://test/am-5"), isProven: false),
        Case(testDescription: "an empty URI", sans: [.uri("")], identity: .uri(""), isProven: false),
        Case(
            testDescription: "the same common name", commonName: "am-6", identity: .commonName("am-6"), isProven: true),
        Case(
            testDescription: "the common name beside other names", sans: [.dns("x.test")], commonName: "am-6",
            identity: .commonName("am-6"), isProven: true),
        Case(
            testDescription: "a common name in other case", commonName: "AM-6", identity: .commonName("am-6"),
            isProven: false),
        Case(
            testDescription: "a common name that is canonically equivalent", commonName: "caf\u{e9}",
            identity: .commonName("cafe\u{301}"), isProven: false),
        Case(
            testDescription: "the common name followed by NUL", commonName: "am-6\0", identity: .commonName("am-6"),
            isProven: false),
        Case(
            testDescription: "two common names, the first fits", commonName: "am-6", faults: [.secondCommonName("x")],
            identity: .commonName("am-6"), isProven: false),
        Case(
            testDescription: "two common names, the second fits", commonName: "x", faults: [.secondCommonName("am-6")],
            identity: .commonName("am-6"), isProven: false),
        Case(
            testDescription: "the common name as DNS name only", sans: [.dns("am-6")], identity: .commonName("am-6"),
            isProven: false),
        Case(testDescription: "an empty subject", faults: [.emptySubject], identity: .commonName(""), isProven: false),
    ]

    static func longName(_ count: Int) -> String {
        String((String(repeating: String(repeating: "a", count: 49) + ".", count: 6)).prefix(count - 1)) + "b"
    }

    static let authority = Result { try TestPKI() }

    static func expect(_ example: Case) throws {
        let leaf = try authority.get().root
            .issue(sans: example.sans, commonName: example.commonName, faults: example.faults)
        let names = try CertificateNames(of: leaf.certificate)
        #expect(IdentityMatcher.proves(names, example.identity) == example.isProven)
    }

    @Test(arguments: dnsCases + otherCases)
    func aCertificateProvesAnIdentityOnlyByANameOfThatKind(_ example: Case) throws {
        try Self.expect(example)
    }

    @Test func namesThatCannotBeParsedAreNoNames() throws {
        let leaf = try Self.authority.get().issue(commonName: "am-6", .damagedNames)
        #expect(throws: (any Error).self) { try CertificateNames(of: leaf.certificate) }
    }

    @Test func theSummaryListsNamesAsTheConfigurationWritesThem() throws {
        let sans: [TestName] = [.dns("a.test"), .ip("10.0.0.4"), .uri("spiffe://t/x"), .mail("x@y"), .ipBytes([1])]
        let names = try CertificateNames(of: Self.authority.get().issue(sans: sans).certificate)
        #expect(names.summary == "dns:a.test ip:10.0.0.4 ip:(1 bytes) uri:spiffe://t/x and 1 more")
    }

    @Test func theSummaryWithoutAlternativeNamesHasTheSubjectsNames() throws {
        let names = try CertificateNames(
            of: Self.authority.get().issue(commonName: "am-6", .organizationalUnit("am-7")).certificate)
        #expect(names.summary == "no alternative names, cn:am-6 ou:am-7")
    }

    @Test func theSummaryOfAHundredLongNamesIsShort() throws {
        let sans = (0..<100).map { TestName.dns("\($0)-" + String(repeating: "x", count: 200)) }
        let summary = try CertificateNames(of: Self.authority.get().issue(sans: sans).certificate).summary
        #expect(summary.utf8.count <= 200)
        #expect(summary.hasSuffix("more"))
    }
}
