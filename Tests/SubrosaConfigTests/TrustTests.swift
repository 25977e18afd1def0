import SubrosaCore
import Testing

@testable import SubrosaConfig

/// What the keys of trust are read as. What is refused is in `Bad/`.
@Suite struct TrustTests {
    private func parse(tls: String = "", identity: String? = nil, top: String = "") throws -> Config {
        var text = top + Fixtures.twoNodes + tls
        if let identity { text = text.replacing("127.77.0.1:9094", with: "127.77.0.1:9094\n    identity: \(identity)") }
        return try Fixtures.parse(text).get()
    }

    private func denied(_ entries: String) throws -> Set<DeniedCertificate> {
        try parse(tls: "  deny: [\(entries)]\n").tls.rules.denied
    }

    @Test func withoutAnyOfThemTheCarefulChoiceIsMade() throws {
        let config = try parse()
        #expect(config.localUsers == nil)
        #expect(config.tls.revocations == nil)
        #expect(config.tls.passphrase == nil)
        #expect(!config.tls.allowsWorldReadableKey)
        #expect(config.tls.serverNames == nil)
        #expect(config.tls.keyExchanges == [.x25519MLKEM768, .x25519, .p256, .p384])
        #expect(
            config.tls.rules
                == TrustRules(revocationPolicy: .failClosed, denied: [], keyTypes: Set(KeyType.allCases)))
        #expect(config.table.nodes.first?.identities == [.dns("am-1.example.com")])
    }

    @Test func whatIsWrittenIsKept() throws {
        let config = try parse(
            tls: """
                  crl_file: crl.pem
                  crl_policy: fail_open
                  key_types: [RSA, Ed25519]
                  curves: [P521, X25519]
                  server_names: [AM-1.example.com, am-2.example.com, xn--bcher-kva.example]
                  key_passphrase_file: /etc/subrosa/node.pass
                  allow_world_readable_key: true

                """, top: "local_users: [Alertmanager, 1000, m$]\n")
        #expect(config.tls.revocations?.path == "crl.pem")
        #expect(config.tls.revocations?.mark == Mark(line: 13, column: 13))
        #expect(config.tls.rules.revocationPolicy == .failOpen)
        #expect(config.tls.rules.keyTypes == [.rsa, .ed25519])
        #expect(config.tls.keyExchanges == [.p521, .x25519])
        #expect(config.tls.serverNames == ["am-1.example.com", "am-2.example.com", "xn--bcher-kva.example"])
        #expect(config.tls.passphrase?.path == "/etc/subrosa/node.pass")
        #expect(config.tls.allowsWorldReadableKey)
        #expect(config.localUsers == ["Alertmanager", "1000", "m$"])
        #expect(config.warnings.isEmpty)
    }

    @Test(arguments: [
        ("ou:am 1", [Identity.organizationalUnit("am 1")]),
        ("'dns:*.Site-A.example.com'", [.dnsWildcard("site-a.example.com")]),
        ("[dns:AM-1.Example.com]", [.dns("am-1.example.com")]),
        ("dns:xn--bcher-kva.example", [.dns("xn--bcher-kva.example")]),
        ("uri:spiffe://example.com", [.uri("spiffe://example.com")]),
        ("uri:spiffe://192.0.2.1/A_b-c.d/...", [.uri("spiffe://192.0.2.1/A_b-c.d/...")]),
        ("[cn:b, 'dns:*.x.y', ip:192.0.2.1]", [.commonName("b"), .dnsWildcard("x.y"), .ip(IPAddress("192.0.2.1")!)]),
    ])
    func identitiesKeepTheirOrder(_ text: String, _ expected: [Identity]) throws {
        #expect(try parse(identity: text).table.nodes.first?.identities == expected)
    }

    @Test func sixteenIdentitiesAreAcceptedAndTheFirstGivesThePlace() throws {
        let config = try parse(identity: "[" + (1...16).map { "cn:am-\($0)" }.joined(separator: ", ") + "]")
        #expect(config.table.nodes.first?.identities.count == 16)
        let name = try #require(NodeName("am-1"))
        #expect(config.nodeMarks[name]?.identity == Mark(line: 5, column: 16))
    }

    @Test(arguments: [(2_048, 0), (2_049, 1)])
    func aSPIFFEIDMayHave2048Bytes(_ length: Int, problems: Int) {
        let start = "spiffe://example.com/"
        let identity = "uri:" + start + String(repeating: "a", count: length - start.utf8.count)
        let text = Fixtures.twoNodes.replacing("127.77.0.1:9094", with: "127.77.0.1:9094\n    identity: \(identity)")
        #expect(Fixtures.problems(of: Fixtures.parse(text)).map(\.rule) == Array(repeating: .badURI, count: problems))
    }

    /// Other YAML readers take some of these for numbers: 83, 0, 4230, infinity.
    @Test(arguments: [
        ("0123", [0x01, 0x23] as [UInt8]), ("0e12", [0x0e, 0x12]), ("1e2", [0x01, 0xe2]), ("1_", nil),
        ("\"00:00:0E:12\"", [0x0e, 0x12]), ("01:10:30", [0x01, 0x10, 0x30]), ("1:10:30", [0x01, 0x10, 0x30]),
        ("\"123:45\"", nil),
        ("000", []), ("ABCDEF", [0xab, 0xcd, 0xef]), ("1e999", [0x01, 0xe9, 0x99]), (".inf", nil), ("0o17", nil),
        ("00ff" + String(repeating: "ff", count: 19), [UInt8](repeating: 0xff, count: 20)),
        (String(repeating: "ff", count: 21), nil),
    ])
    func serialsAreReadAsTheyAreWritten(_ text: String, _ expected: [UInt8]?) {
        let denied = try? denied("{serial: \(text), issuer: CN=CA}")
        #expect(denied == expected.map { [.serial($0, issuer: "CN=CA")] })
    }

    @Test func keysAreTheSameHoweverTheyAreWritten() throws {
        let digits = String(repeating: "0f", count: 32)
        let colons = Array(repeating: "0F", count: 32).joined(separator: ":")
        for text in [digits, digits.uppercased(), "sha256:" + digits, "SHA256:" + colons, "'\(colons)'"] {
            #expect(try denied("{key: \(text)}") == [.key(sha256: [UInt8](repeating: 0x0f, count: 32))])
        }
    }

    @Test func anIssuerIsKeptAsItIsPrinted() throws {
        let printed = #"CN=O\u{27}Brien \u{5c}, Ltd,O=Example+L=x"#
        #expect(try denied("{serial: 01, issuer: '\(printed)'}") == [.serial([1], issuer: printed)])
    }

    @Test func tenThousandEntriesAreReadAndOneMoreIsNot() throws {
        func list(_ count: Int) -> String {
            "  deny:\n" + (0..<count).map { "    - {serial: \(String($0, radix: 16)), issuer: CN=CA}\n" }.joined()
        }
        #expect(try parse(tls: list(10_000)).tls.rules.denied.count == 10_000)
        let problems = Fixtures.problems(of: Fixtures.parse(Fixtures.twoNodes + list(10_001)))
        #expect(problems.map(\.rule) == [.tooManyElements])
        #expect(problems.map(\.mark) == [Mark(line: 10_013, column: 7)])
    }

    @Test func anEmptyDenyListShutsOutNobody() throws {
        #expect(try denied("") == [])
    }

    @Test func aWildcardOverAnotherNodeIsAWarningAndUsable() throws {
        let covering = try parse(identity: "'dns:*.example.com'")
        #expect(covering.warnings.map(\.rule) == [.coveredIdentity])
        #expect(covering.warnings.first?.severity == .warning)
        let shared = try Fixtures.parse(
            Fixtures.twoNodes.replacing("0.1:9094", with: "0.1:9094\n    identity: ['dns:*.x.y', dns:a.x.y]")
                .replacing("0.2:9094", with: "0.2:9094\n    identity: [dns:b.x.y, 'dns:*.x.y']")
        ).get()
        #expect(shared.warnings.map(\.rule) == [.sharedWildcard])
        #expect(shared.warnings.map(\.mark) == [Mark(line: 9, column: 27)])
    }

    @Test(arguments: ["'dns:*.example.org'", "'dns:*.a.example.com'", "['dns:*.x.y', dns:a.x.y]", "'dns:*.ample.com'"])
    func aWildcardOverNobodyElseIsNoWarning(_ identity: String) throws {
        #expect(try parse(identity: identity).warnings.isEmpty)
    }

    @Test func oneWarningSaysHowManyNodesAWildcardTakesIn() throws {
        let nodes = (1...1_000).map {
            "  - {name: n\($0), address: \"n\($0).x.y:9095\", virtual_address: \"127.1.\($0 / 250).\($0 % 250 + 1):9094\""
                + ($0 <= 3 ? ", identity: 'dns:*.x.y'" : "") + "}\n"
        }
        let text = "nodes:\n" + nodes.joined() + "tls: {cert_file: a, key_file: b, ca_file: c}\n"
        let warnings = try Fixtures.parse(text).get().warnings
        #expect(warnings.map(\.rule) == [.coveredIdentity, .sharedWildcard])
        #expect(warnings.first?.what.contains("takes in node n4, node n5 and 995 more") == true)
        #expect(warnings.last?.what.contains("is that of node n1, node n2 and 1 more") == true)
    }
}
