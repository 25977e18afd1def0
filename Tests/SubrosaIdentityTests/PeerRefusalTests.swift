import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

/// Each fault, on each side, with the reason and a word of the detail that the log must have.
@Suite struct PeerRefusalTests {
    enum Sides { case both, accepting, dialling }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var sides = Sides.both
        let reason: RefusalReason
        /// Part of the detail.
        let says: String
        /// What the peer presents.
        let chain: @Sendable (TestPKI) throws -> [[UInt8]]
    }

    static let peer: [TestName] = [.dns("am-2.test")]

    static let certificateCases: [Case] = [
        Case(testDescription: "nothing", reason: .noCertificate, says: "no certificate") { _ in [] },
        Case(testDescription: "no bytes", reason: .certificateUnreadable, says: "0 bytes") { _ in [[]] },
        Case(testDescription: "garbage", reason: .certificateUnreadable, says: "not a certificate") { _ in
            [[1, 2, 3, 4]]
        },
        Case(testDescription: "a byte after the certificate", reason: .certificateUnreadable, says: "not a certificate")
        {
            [try $0.issue(sans: peer).chain[0] + [0]]
        },
        Case(testDescription: "a certificate cut short", reason: .certificateUnreadable, says: "not a certificate") {
            [try $0.issue(sans: peer).chain[0].dropLast()]
        },
        Case(testDescription: "nine certificates", reason: .certificateUnreadable, says: "9 certificates") {
            Array(repeating: try $0.issue(sans: peer).chain[0], count: 9)
        },
        Case(testDescription: "64 KiB and a byte", reason: .certificateUnreadable, says: "65537 bytes") {
            let leaf = try $0.issue(sans: peer).chain[0]
            return [leaf, Array(repeating: 0, count: 65_537 - leaf.count)]
        },
        Case(testDescription: "an RSA key of 1024 bits", reason: .certificateUnreadable, says: "RSA: 2048 to 8192 bits")
        {
            try $0.issue(sans: peer, key: .rsa(1024)).chain
        },
        Case(
            testDescription: "alternative names that cannot be parsed", reason: .certificateUnreadable,
            says: "alternative names"
        ) {
            try $0.issue(sans: peer, .damagedNames).chain
        },
        Case(testDescription: "expired", reason: .certificateExpired, says: "ended") {
            try $0.issue(sans: peer, .expired).chain
        },
        Case(testDescription: "not valid yet", reason: .certificateNotYetValid, says: "begins") {
            try $0.issue(sans: peer, .notYetValid).chain
        },
        Case(testDescription: "no clientAuth", sides: .accepting, reason: .certificateUsage, says: "lacks clientAuth") {
            try $0.issue(sans: peer, .lacksClientAuth).chain
        },
        Case(testDescription: "no serverAuth", sides: .dialling, reason: .certificateUsage, says: "lacks serverAuth") {
            try $0.issue(sans: peer, .lacksServerAuth).chain
        },
        Case(testDescription: "codeSigning only", reason: .certificateUsage, says: "lacks") {
            try $0.issue(sans: peer, .codeSigningOnly).chain
        },
        Case(testDescription: "may not sign handshakes", reason: .certificateUsage, says: "lacks digitalSignature") {
            try $0.issue(sans: peer, .keyAgreementOnly).chain
        },
        Case(testDescription: "an unknown critical extension", reason: .certificateUsage, says: "1.3.6.1.4.1.55555.1") {
            try $0.issue(sans: peer, .unknownCriticalExtension).chain
        },
        Case(testDescription: "a leaf marked as CA", reason: .certificateUsage, says: "is a CA's") {
            try $0.issue(sans: peer, .leafIsAuthority).chain
        },
        Case(testDescription: "the configured CA's own certificate", reason: .certificateUsage, says: "is a CA's") {
            try [$0.issue().rootDER]
        },
        Case(
            testDescription: "the right name from another CA of another name", reason: .unknownAuthority,
            says: "'CN=Evil' is neither"
        ) { _ in
            try TestPKI(name: "Evil").issue(sans: peer).chain
        },
        Case(
            testDescription: "the right name from another CA of the same name", reason: .unknownAuthority,
            says: "another key"
        ) { _ in
            try TestPKI().issue(sans: peer).chain
        },
        Case(
            testDescription: "another CA that sends its root along", reason: .unknownAuthority,
            says: "self-signed and not in ca_file"
        ) { _ in
            let leaf = try TestPKI(name: "Evil").issue(sans: peer)
            return try leaf.chain + [leaf.rootDER]
        },
        Case(testDescription: "self-signed", reason: .unknownAuthority, says: "self-signed") { _ in
            try TestAuthority.selfSigned(sans: peer).chain
        },
        Case(testDescription: "self-signed under the CA's name", reason: .unknownAuthority, says: "another key") { _ in
            try TestAuthority.selfSigned(sans: peer, commonName: "Test CA").chain
        },
        Case(testDescription: "a broken signature", reason: .unknownAuthority, says: "another key") {
            try $0.issue(sans: peer, .brokenSignature).chain
        },
    ]

    static let identityCases: [Case] = [
        Case(testDescription: "a stranger's name", reason: .notAConfiguredNode, says: "dns:stranger.test") {
            try $0.issue(sans: [.dns("stranger.test")]).chain
        },
        Case(testDescription: "no name at all", reason: .notAConfiguredNode, says: "no alternative names") {
            try $0.issue(commonName: "am-2.test").chain
        },
        Case(testDescription: "a wildcard", reason: .notAConfiguredNode, says: "dns:*.test") {
            try $0.issue(sans: [.dns("*.test")]).chain
        },
        Case(testDescription: "this node's own name", reason: .ownIdentity, says: "dns:am-1.test") {
            try $0.issue(sans: [.dns("am-1.test")]).chain
        },
        Case(
            testDescription: "another node's name", sides: .dialling, reason: .wrongNode,
            says: "expected dns:am-2.test of am-2, reached am-3"
        ) {
            try $0.issue(sans: [.dns("am-3.test")]).chain
        },
        Case(
            testDescription: "another node's name and this node's", sides: .dialling, reason: .wrongNode,
            says: "reached am-3"
        ) {
            try $0.issue(sans: [.dns("am-1.test"), .dns("am-3.test")]).chain
        },
        Case(
            testDescription: "the peer's address beside a stranger's name", reason: .notAConfiguredNode,
            says: "ip:10.0.0.2"
        ) {
            try $0.issue(sans: [.dns("other.test"), .ip("10.0.0.2")]).chain
        },
    ]

    static func sides(_ sides: Sides) -> [PeerVerifier.Side] {
        switch sides {
        case .both: [.accepting, .dialling(Fixtures.peer)]
        case .accepting: [.accepting]
        case .dialling: [.dialling(Fixtures.peer)]
        }
    }

    static let pki = Result { try TestPKI() }

    @Test(arguments: certificateCases + identityCases)
    func isRefusedWithItsOwnReason(_ example: Case) async throws {
        let pki = try Self.pki.get()
        for side in Self.sides(example.sides) {
            let verdict = await Fixtures.verifier(pki).verify(chain: try example.chain(pki), side: side, now: pki.now)
            #expect(verdict.reason == example.reason, "\(verdict)")
            #expect(verdict.detail.contains(example.says), "\(verdict.detail)")
            #expect(verdict.detail.utf8.count <= Refusal.maximumDetailLength)
        }
    }

    @Test func withoutACANobodyIsBelieved() async throws {
        let pki = try Self.pki.get()
        let verifier = PeerVerifier(
            trust: Trust(roots: [], rules: TrustRules()), table: Fixtures.table, localName: Fixtures.local)
        let verdict = await verifier.verify(chain: try pki.issue(sans: Self.peer).chain, side: .accepting, now: pki.now)
        #expect(verdict.reason == .unknownAuthority)
        #expect(verdict.detail == "ca_file has no CA certificate")
    }

    @Test func aNodeDialledThatIsNotConfiguredIsNeverProven() async throws {
        let pki = try Self.pki.get()
        let chain = try pki.issue(sans: [.dns("am-9.test")]).chain
        let verdict = await Fixtures.verifier(pki).verify(
            chain: chain, side: .dialling(Fixtures.name("am-9")), now: pki.now)
        #expect(verdict.reason == .notAConfiguredNode)
    }

    @Test func aNodeThatDialsItselfIsRefused() async throws {
        let pki = try Self.pki.get()
        let chain = try pki.issue(sans: [.dns("am-1.test")]).chain
        let verdict = await Fixtures.verifier(pki).verify(chain: chain, side: .dialling(Fixtures.local), now: pki.now)
        #expect(verdict.reason == .ownIdentity)
    }

    @Test func aDetailHasAtMostThreeHundredCharacters() {
        #expect(Refusal(.notTLS, String(repeating: "x", count: 300)).detail == String(repeating: "x", count: 300))
        #expect(
            Refusal(.notTLS, String(repeating: "x", count: 301)).detail == String(repeating: "x", count: 297) + "...")
    }

    @Test func whatAStrangerWroteCannotForgeALogLine() async throws {
        let pki = try Self.pki.get()
        let subject = "x' reason=none\nlevel=INFO msg=\"admitted\" \u{202e}" + String(repeating: "\u{430}", count: 500)
        let leaf = try pki.issue(sans: [.dns("a\n\"b"), .uri("c\u{1b}[2J")], commonName: subject)
        let verdict = await Fixtures.verifier(pki).verify(chain: try leaf.chain, side: .accepting, now: pki.now)
        #expect(verdict.detail.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\"") })
        #expect(verdict.detail.utf8.count <= Refusal.maximumDetailLength)
        #expect(verdict.detail.contains("dns:a\\u{a}\\u{22}b"))
    }
}

extension TestLeaf {
    /// The root's certificate.
    var rootDER: [UInt8] {
        get throws { try #require(try PEMText.blocks(in: Array(try rootPEM.utf8)).first).der }
    }
}
