import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

/// What crl_file does to the verdict on a peer.
@Suite struct RevocationTests {
    let pki: TestPKI
    let peer: TestLeaf
    static let sans: [TestName] = [.dns("am-2.test")]
    static let policies = RevocationPolicy.allCases

    init() throws {
        pki = try TestPKI()
        peer = try pki.issue(sans: Self.sans)
    }

    private func verdict(
        _ leaf: TestLeaf, _ lists: RevocationLists?, _ policy: RevocationPolicy = .failClosed, extra: [[UInt8]] = [],
        after seconds: TimeInterval = 0
    ) async throws -> PeerVerdict {
        await Fixtures.verifier(pki, rules: TrustRules(revocationPolicy: policy), lists: lists)
            .verify(
                chain: try leaf.chain + extra, side: .accepting, now: pki.now.addingTimeInterval(seconds))
    }

    @Test(arguments: policies)
    func aRevokedCertificateIsRefusedAndTheListIsNamed(_ policy: RevocationPolicy) async throws {
        let lists = try Fixtures.lists(
            (pki.root, pki.root.list(revoking: [peer.certificate], reason: .keyCompromise)))
        let verdict = try await verdict(peer, lists, policy)
        #expect(verdict.reason == .certificateRevoked)
        for words in [
            "'CN=test leaf'", SerialText.hexadecimal(peer.certificate.serialNumber), "keyCompromise", "'CN=Test CA'",
        ] {
            #expect(verdict.detail.contains(words), "\(verdict.detail)")
        }
    }

    @Test(arguments: policies)
    func aCertificateThatIsNotOnItsIssuersListIsAdmitted(_ policy: RevocationPolicy) async throws {
        let lists = try Fixtures.lists(
            (pki.root, pki.root.list(revoking: [try pki.issue(sans: Self.sans).certificate])))
        #expect(try await verdict(peer, lists, policy).nodes == ["am-2"])
    }

    @Test func withoutAListItIsUnknownAndThePolicyDecides() async throws {
        let other = try TestAuthority(name: "Other")
        let lists = try Fixtures.lists((other, other.list()))
        let verdict = try await verdict(peer, lists, .failClosed)
        #expect(verdict.reason == .revocationUnknown)
        #expect(verdict.detail == "crl_file has no list of the CA 'CN=Test CA'")
        #expect(try await self.verdict(peer, lists, .failOpen).nodes == ["am-2"])
    }

    @Test func withoutACRLFileNobodyAsks() async throws {
        #expect(try await verdict(peer, nil, .failClosed).nodes == ["am-2"])
    }

    @Test func aListHoldsUntilItsVeryEndAndThenThePolicyDecides() async throws {
        // Times in a list are whole seconds; the fixture's now is not.
        let der = try pki.root.list(ends: 60)
        let end = try #require(try CertificateList(der: der).nextUpdate).timeIntervalSince(pki.now)
        let lists = try Fixtures.lists((pki.root, der))
        #expect(try await verdict(peer, lists, after: end).nodes == ["am-2"])
        let late = try await verdict(peer, lists, after: end + 0.5)
        #expect(late.reason == .revocationUnknown)
        #expect(late.detail.contains("the list of the CA 'CN=Test CA' ended"), "\(late.detail)")
        #expect(try await verdict(peer, lists, .failOpen, after: end + 0.5).nodes == ["am-2"])
    }

    @Test(arguments: policies)
    func aListThatHasRunOutStillSaysWhoIsRevoked(_ policy: RevocationPolicy) async throws {
        let lists = try Fixtures.lists((pki.root, pki.root.list(revoking: [peer.certificate], ends: 60)))
        #expect(try await verdict(peer, lists, policy, after: 3_600).reason == .certificateRevoked)
    }

    @Test func aListOfANamesakeWithAnotherKeyDoesNotCount() async throws {
        let namesake = try TestAuthority()
        let lists = try Fixtures.lists((namesake, namesake.list(revoking: [peer.certificate])))
        #expect(try await verdict(peer, lists).reason == .revocationUnknown)
        #expect(try await verdict(peer, lists, .failOpen).nodes == ["am-2"])
    }

    @Test func aListThatTheCADidNotSignIsNotTaken() throws {
        var lists = RevocationLists()
        let forged = try CertificateList(der: try pki.root.list(signedBy: try TestAuthority()))
        let isTaken = lists.add(forged, of: pki.root.certificate)
        #expect(!isTaken)
        #expect(lists.all.isEmpty)
    }

    @Test func ofSeveralListsOfACATheNewestCountsWhateverTheirOrder() async throws {
        let old = try pki.root.list(revoking: [peer.certificate], reason: .certificateHold, begins: -600)
        let new = try pki.root.list(begins: -300, number: 2)
        #expect(try await verdict(peer, Fixtures.lists((pki.root, old), (pki.root, new))).nodes == ["am-2"])
        #expect(try await verdict(peer, Fixtures.lists((pki.root, new), (pki.root, old))).nodes == ["am-2"])
        #expect(try Fixtures.lists((pki.root, new), (pki.root, old)).all.count == 1)
    }

    @Test func aPeerOfARevokedIntermediateIsRefused() async throws {
        let middle = try pki.root.intermediate()
        let leaf = try middle.issue(sans: Self.sans)
        let lists = try Fixtures.lists(
            (pki.root, pki.root.list(revoking: [middle.certificate])), (middle, middle.list()))
        let verdict = try await verdict(leaf, lists)
        #expect(verdict.reason == .certificateRevoked)
        #expect(verdict.detail.contains("the CA certificate 'CN=Test Intermediate'"), "\(verdict.detail)")
    }

    @Test func everyIssuerBelowTheRootNeedsAList() async throws {
        let middle = try pki.root.intermediate()
        let leaf = try middle.issue(sans: Self.sans)
        let onlyRoot = try Fixtures.lists((pki.root, pki.root.list()))
        let verdict = try await verdict(leaf, onlyRoot)
        #expect(verdict.reason == .revocationUnknown)
        #expect(verdict.detail.contains("'CN=Test Intermediate'"))
        let both = try Fixtures.lists((pki.root, pki.root.list()), (middle, middle.list()))
        #expect(try await self.verdict(leaf, both).nodes == ["am-2"])
    }

    @Test func aRevokedLeafIsNotHiddenByAnIssuerWithoutAList() async throws {
        let middle = try pki.root.intermediate()
        let leaf = try middle.issue(sans: Self.sans)
        let lists = try Fixtures.lists((middle, middle.list(revoking: [leaf.certificate])))
        #expect(try await verdict(leaf, lists).reason == .certificateRevoked)
        let above = try Fixtures.lists((pki.root, pki.root.list(revoking: [middle.certificate])))
        #expect(try await verdict(leaf, above).reason == .certificateRevoked)
    }

    @Test func aRevokedCADoesNotSpoilAnotherChainOfTheSameLeaf() async throws {
        let revoked = try pki.root.intermediate()
        let renewed = try pki.root.intermediate(sharingKeyOf: revoked)
        let leaf = try revoked.issue(sans: Self.sans)
        let lists = try Fixtures.lists(
            (pki.root, pki.root.list(revoking: [revoked.certificate])), (revoked, revoked.list()))
        let other = try renewed.issue().chain[1]
        #expect(try await verdict(leaf, lists).reason == .certificateRevoked)
        #expect(try await verdict(leaf, lists, extra: [other]).nodes == ["am-2"])
    }

    @Test func trustKnowsItsListsAndWhenTheNextOneRunsOut() throws {
        let other = try TestAuthority(name: "Other")
        let lists = try Fixtures.lists(
            (pki.root, pki.root.list(revoking: [peer.certificate], ends: 100)), (other, other.list(ends: 50)))
        let trust = Trust(roots: pki.roots, rules: TrustRules(), revocations: lists)
        #expect(trust.revocationLists.map(\.issuer) == ["CN=Test CA", "CN=Other"])
        #expect(trust.revocationLists.map(\.revokedCount) == [1, 0])
        #expect(trust.revocationLists.allSatisfy { $0.thisUpdate < $0.nextUpdate })
        let ends = lists.all.compactMap(\.nextUpdate)
        #expect(trust.nextRevocationEnd(after: pki.now) == ends[1])
        #expect(trust.nextRevocationEnd(after: ends[1]) == ends[0])
        #expect(trust.nextRevocationEnd(after: ends[0]) == nil)
        #expect(Trust(roots: pki.roots, rules: TrustRules()).nextRevocationEnd(after: pki.now) == nil)
        #expect(Trust(roots: pki.roots, rules: TrustRules()).revocationLists.isEmpty)
    }
}
