import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

/// What may stand between a leaf and a configured CA, and what a hostile chain may not achieve.
@Suite struct ChainTests {
    static let peer: [TestName] = [.dns("am-2.test")]

    /// The verdict on the leaf's chain, with its own root configured.
    private func verdict(_ leaf: TestLeaf, extra: [[UInt8]] = [], now authority: TestAuthority) async throws
        -> PeerVerdict
    {
        let verifier = PeerVerifier(
            trust: Trust(roots: [leaf.root], rules: TrustRules()), table: Fixtures.table, localName: Fixtures.local)
        return await verifier.verify(chain: try leaf.chain + extra, side: .accepting, now: authority.now)
    }

    @Test func threeIntermediatesInAnyOrderAreFollowed() async throws {
        let root = try TestAuthority()
        let leaf = try root.intermediate(name: "A").intermediate(name: "B").intermediate(name: "C").issue(
            sans: Self.peer)
        #expect(try await verdict(leaf, now: root).nodes == ["am-2"])
        let verifier = PeerVerifier(
            trust: Trust(roots: [root.certificate], rules: TrustRules()), table: Fixtures.table,
            localName: Fixtures.local)
        let chain = try leaf.chain
        let shuffled = [chain[0], chain[3], chain[1], chain[2]]
        #expect(await verifier.verify(chain: shuffled, side: .accepting, now: root.now).nodes == ["am-2"])
    }

    @Test func aMissingIntermediateIsNamed() async throws {
        let root = try TestAuthority()
        let leaf = try root.intermediate(name: "A").intermediate(name: "B").issue(sans: Self.peer)
        let verifier = PeerVerifier(
            trust: Trust(roots: [root.certificate], rules: TrustRules()), table: Fixtures.table,
            localName: Fixtures.local)
        let verdict = await verifier.verify(chain: Array(try leaf.chain.dropLast()), side: .accepting, now: root.now)
        #expect(verdict.reason == .unknownAuthority)
        #expect(verdict.detail.contains("the issuer 'CN=A' is neither in ca_file nor among the certificates presented"))
    }

    @Test func garbageBesideTheChainDoesNoHarm() async throws {
        let root = try TestAuthority()
        let leaf = try root.intermediate().issue(sans: Self.peer)
        #expect(try await verdict(leaf, extra: [[1, 2, 3], []], now: root).nodes == ["am-2"])
    }

    struct IssuerCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let faults: TestFault
        let reason: RefusalReason
        let says: String
    }

    static let issuerCases = [
        IssuerCase(
            testDescription: "expired", faults: .expired, reason: .certificateExpired,
            says: "the CA certificate 'CN=Mid' ended"),
        IssuerCase(
            testDescription: "not valid yet", faults: .notYetValid, reason: .certificateNotYetValid,
            says: "the CA certificate 'CN=Mid' begins"),
        IssuerCase(
            testDescription: "not a CA", faults: .authorityIsNone, reason: .unknownAuthority,
            says: "'CN=Mid' is not marked as a CA"),
        IssuerCase(
            testDescription: "no basicConstraints", faults: .noBasicConstraints, reason: .unknownAuthority,
            says: "not marked as a CA"),
        IssuerCase(
            testDescription: "version 1", faults: .version1, reason: .unknownAuthority, says: "not marked as a CA"),
        IssuerCase(
            testDescription: "may not sign certificates", faults: .keyAgreementOnly, reason: .certificateUsage,
            says: "lacks keyCertSign"),
        IssuerCase(
            testDescription: "limited to servers", faults: .lacksClientAuth, reason: .certificateUsage,
            says: "'CN=Mid' lacks clientAuth"),
        IssuerCase(
            testDescription: "unknown critical extension", faults: .unknownCriticalExtension, reason: .unknownAuthority,
            says: "critical extension that is not understood"),
        IssuerCase(
            testDescription: "forbidden this name", faults: .excludes("test"), reason: .unknownAuthority,
            says: "am-2.test is excluded"),
        IssuerCase(
            testDescription: "allowed other names", faults: .permitsOnly("example.com"), reason: .unknownAuthority,
            says: "the CA may not issue this"),
        IssuerCase(
            testDescription: "broken signature", faults: .brokenSignature, reason: .unknownAuthority,
            says: "another key"),
    ]

    @Test(arguments: issuerCases)
    func aFaultyIntermediateIsRefusedWithItsOwnReason(_ example: IssuerCase) async throws {
        let root = try TestAuthority()
        let leaf = try root.intermediate(name: "Mid", example.faults).issue(sans: Self.peer)
        let verdict = try await verdict(leaf, now: root)
        #expect(verdict.reason == example.reason, "\(verdict)")
        #expect(verdict.detail.contains(example.says), "\(verdict.detail)")
    }

    @Test(arguments: issuerCases.filter { $0.faults != .brokenSignature })
    func aFaultyRootIsRefusedWithItsOwnReason(_ example: IssuerCase) async throws {
        let root = try TestAuthority(name: "Mid", example.faults)
        let verdict = try await verdict(try root.issue(sans: Self.peer), now: root)
        #expect(verdict.reason == example.reason, "\(verdict)")
        #expect(verdict.detail.contains(example.says), "\(verdict.detail)")
    }

    @Test func aCAThatAllowsTheseNamesIsFollowed() async throws {
        let root = try TestAuthority()
        let leaf = try root.intermediate(.permitsOnly("test")).issue(sans: Self.peer)
        #expect(try await verdict(leaf, now: root).nodes == ["am-2"])
    }

    @Test(arguments: ["am-2.test.", "AM-2.TEST"])
    func aConstrainedCACannotStepOverItsFenceByAnotherSpelling(_ name: String) async throws {
        let root = try TestAuthority()
        let leaf = try root.intermediate(.excludes("test")).issue(sans: [.dns(name)])
        #expect(try await verdict(leaf, now: root).nodes.isEmpty)
    }

    @Test func aCAWithMoreCAsBelowItThanItAllowsIsRefused() async throws {
        let root = try TestAuthority(.pathLength(1))
        let one = try root.intermediate(name: "A")
        #expect(try await verdict(try one.issue(sans: Self.peer), now: root).nodes == ["am-2"])
        let refused = try await verdict(try one.intermediate(name: "B").issue(sans: Self.peer), now: root)
        #expect(refused.reason == .unknownAuthority)
        #expect(refused.detail.contains("allows 1 CAs below it, there are 2"))
    }

    /// swift-certificates lets a version 1 certificate issue anything, and `openssl x509 -req` makes such leaves.
    @Test(arguments: [[TestFault.version1], [.authorityIsNone], [.noBasicConstraints]])
    func whoeverHoldsALeafOfTheCACannotIssueWithIt(_ faults: [TestFault]) async throws {
        let root = try TestAuthority()
        let issuer =
            switch faults[0] {
            case .version1: try root.intermediate(name: "am-3", .version1)
            case .authorityIsNone: try root.intermediate(name: "am-3", .authorityIsNone)
            default: try root.intermediate(name: "am-3", .noBasicConstraints)
            }
        let forged = try issuer.issue(sans: Self.peer)
        #expect(try await verdict(forged, now: root).reason == .unknownAuthority)
    }

    @Test func aVersion1LeafProvesItsCommonNameAndNothingElse() async throws {
        let root = try TestAuthority()
        #expect(
            try await verdict(try root.issue(sans: Self.peer, commonName: "am-6", .version1), now: root).nodes == [
                "am-6"
            ])
        let other = try root.issue(sans: Self.peer, commonName: "am-2.test", .version1)
        #expect(try await verdict(other, now: root).reason == .notAConfiguredNode)
    }

    @Test(arguments: [[TestFault.leafIsAuthority], [], [.version1]])
    func aSelfSignedCertificateInCAFileIsNobody(_ faults: [TestFault]) async throws {
        let leaf =
            switch faults.first {
            case .leafIsAuthority: try TestAuthority.selfSigned(sans: Self.peer, commonName: "am-6", .leafIsAuthority)
            case .version1: try TestAuthority.selfSigned(sans: Self.peer, commonName: "am-6", .version1)
            default: try TestAuthority.selfSigned(sans: Self.peer, commonName: "am-6")
            }
        let verdict = try await verdict(leaf, now: try TestAuthority())
        #expect(verdict.reason == .certificateUsage)
    }

    @Test func aChainSignedWithSHA1IsRefused() async throws {
        let root = try TestAuthority(key: .rsa(2048))
        let verdict = try await verdict(try root.issue(sans: Self.peer, .signedWithSHA1), now: root)
        #expect(verdict.reason == .certificateUsage)
        #expect(verdict.detail.contains("SHA-1"))
    }

    @Test func anRSAChainIsFollowed() async throws {
        let root = try TestAuthority(key: .rsa(2048))
        let leaf = try root.intermediate(key: .rsa(2048)).issue(sans: Self.peer, key: .rsa(2048))
        #expect(try await verdict(leaf, now: root).nodes == ["am-2"])
    }

    /// Seven CAs with one name and one key that differ in their alternative names would be seven different ones to the
    /// search, which would try every order of them: 7! paths, each with its signature checks.
    @Test func oneKeyUnderManyNamesDoesNotMultiplyTheSearch() throws {
        let root = try TestAuthority(name: "X")
        let first = try root.intermediate(name: "X", sans: [.dns("0.test")])
        let leaf = try first.issue(sans: Self.peer)
        let copies = try (1...6).map {
            try first.intermediate(name: "X", sans: [.dns("\($0).test")], sharingKeyOf: first).issue().chain[1]
        }
        let presented = try PresentedChain(der: try leaf.chain + copies)
        #expect(presented.intermediates.count == 1)
        #expect(presented.ignoredCount == 6)
    }
}
