import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing

/// The identities that somebody has to ask for: `dns:*.` and `ou:`.
@Suite struct WildcardAndUnitTests {
    typealias Case = IdentityMatcherTests.Case

    static let wildcard = Identity.dnsWildcard("example.com")

    static let wildcardCases: [Case] = [
        Case(testDescription: "one label more", sans: [.dns("am-2.example.com")], identity: wildcard, isProven: true),
        Case(testDescription: "the wildcard itself", sans: [.dns("*.example.com")], identity: wildcard, isProven: true),
        Case(
            testDescription: "the wildcard in upper case", sans: [.dns("*.EXAMPLE.com")], identity: wildcard,
            isProven: true),
        Case(
            testDescription: "one label more, upper case", sans: [.dns("AM-2.Example.COM")],
            identity: .dnsWildcard("EXAMPLE.com"), isProven: true),
        Case(
            testDescription: "a wildcard with a trailing dot in the configuration", sans: [.dns("am-2.example.com")],
            identity: .dnsWildcard("example.com."), isProven: true),
        Case(
            testDescription: "one label more with a trailing dot in the certificate",
            sans: [.dns("am-2.example.com.")], identity: wildcard, isProven: false),
        Case(
            testDescription: "the wildcard with a trailing dot in the certificate", sans: [.dns("*.example.com.")],
            identity: wildcard, isProven: false),
        Case(
            testDescription: "punycode below a wildcard", sans: [.dns("xn--bcher-kva.example.com")], identity: wildcard,
            isProven: true),
        Case(
            testDescription: "a wildcard below punycode", sans: [.dns("*.XN--BCHER-KVA.com")],
            identity: .dnsWildcard("xn--bcher-kva.com"), isProven: true),
        Case(testDescription: "no label more", sans: [.dns("example.com")], identity: wildcard, isProven: false),
        Case(
            testDescription: "two labels more", sans: [.dns("a.b.example.com")], identity: wildcard, isProven: false),
        Case(
            testDescription: "a wildcard two labels deep", sans: [.dns("*.b.example.com")], identity: wildcard,
            isProven: false),
        Case(testDescription: "two wildcards", sans: [.dns("*.*.example.com")], identity: wildcard, isProven: false),
        Case(
            testDescription: "a wildcard for a part of a label", sans: [.dns("am-*.example.com")], identity: wildcard,
            isProven: false),
        Case(
            testDescription: "a wildcard in the middle", sans: [.dns("am-2.*.com")], identity: wildcard,
            isProven: false),
        Case(testDescription: "a wildcard of the parent", sans: [.dns("*.com")], identity: wildcard, isProven: false),
        Case(testDescription: "a wildcard alone", sans: [.dns("*")], identity: wildcard, isProven: false),
        Case(testDescription: "an empty label more", sans: [.dns(".example.com")], identity: wildcard, isProven: false),
        Case(
            testDescription: "NUL in the label more", sans: [.dns("am\0.example.com")], identity: wildcard,
            isProven: false),
        Case(
            testDescription: "NUL after the wildcard", sans: [.dns("*.example.com\0")], identity: wildcard,
            isProven: false),
        Case(
            testDescription: "the end of the name without a dot", sans: [.dns("am-2.notexample.com")],
            identity: wildcard, isProven: false),
        Case(
            testDescription: "a name below, as common name", commonName: "am-2.example.com", identity: wildcard,
            isProven: false),
        Case(
            testDescription: "a name below a single label", sans: [.dns("am-2.test")], identity: .dnsWildcard("test"),
            isProven: true),
        Case(
            testDescription: "a wildcard of a single label, which no name constraint reaches", sans: [.dns("*.test")],
            identity: .dnsWildcard("test"), isProven: false),
        Case(
            testDescription: "a wildcard of a wildcard", sans: [.dns("*.*.example.com")],
            identity: .dnsWildcard("*.example.com"), isProven: false),
        Case(
            testDescription: "a wildcard of nothing", sans: [.dns("test")], identity: .dnsWildcard(""), isProven: false),
        Case(
            testDescription: "a wildcard for a plain name below it", sans: [.dns("*.example.com")],
            identity: .dns("am-2.example.com"), isProven: false),
        Case(
            testDescription: "a wildcard of 253 bytes", sans: [.dns("*." + IdentityMatcherTests.longName(251))],
            identity: .dnsWildcard(IdentityMatcherTests.longName(251)), isProven: true),
        Case(
            testDescription: "a wildcard of 254 bytes", sans: [.dns("*." + IdentityMatcherTests.longName(252))],
            identity: .dnsWildcard(IdentityMatcherTests.longName(252)), isProven: false),
    ]

    static let unitCases: [Case] = [
        Case(
            testDescription: "the same organisational unit", faults: [.organizationalUnit("am-7")],
            identity: .organizationalUnit("am-7"), isProven: true),
        Case(
            testDescription: "the organisational unit beside alternative names", sans: [.dns("x.test")],
            faults: [.organizationalUnit("am-7")], identity: .organizationalUnit("am-7"), isProven: true),
        Case(
            testDescription: "an organisational unit in other case", faults: [.organizationalUnit("AM-7")],
            identity: .organizationalUnit("am-7"), isProven: false),
        Case(
            testDescription: "an organisational unit followed by NUL", faults: [.organizationalUnit("am-7\0")],
            identity: .organizationalUnit("am-7"), isProven: false),
        Case(
            testDescription: "two organisational units",
            faults: [.organizationalUnit("am-7"), .organizationalUnit("x")], identity: .organizationalUnit("am-7"),
            isProven: false),
        Case(
            testDescription: "the organisational unit as common name", commonName: "am-7",
            identity: .organizationalUnit("am-7"), isProven: false),
        Case(
            testDescription: "the common name as organisational unit", faults: [.organizationalUnit("am-6")],
            identity: .commonName("am-6"), isProven: false),
        Case(
            testDescription: "no organisational unit on both sides", identity: .organizationalUnit(""), isProven: false),
        Case(
            testDescription: "the organisational unit as DNS name", sans: [.dns("am-7")],
            identity: .organizationalUnit("am-7"), isProven: false),
    ]

    @Test(arguments: wildcardCases + unitCases)
    func aCertificateProvesAnIdentityOnlyByANameOfThatKind(_ example: Case) throws {
        try IdentityMatcherTests.expect(example)
    }
}
