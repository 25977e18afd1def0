import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

@Suite struct PeerVerifierTests {
    let pki: TestPKI
    let verifier: PeerVerifier

    init() throws {
        pki = try TestPKI()
        verifier = Fixtures.verifier(pki)
    }

    private func verdict(_ leaf: TestLeaf, _ side: PeerVerifier.Side) async throws -> PeerVerdict {
        await verifier.verify(chain: try leaf.chain, side: side, now: pki.now)
    }

    @Test(arguments: [TestKeyKind.p256, .p384, .p521, .ed25519, .rsa(2048)])
    func aPeerIsAdmittedOnBothSidesWithEveryKindOfKey(_ kind: TestKeyKind) async throws {
        let leaf = try pki.issue(sans: [.dns("am-2.test")], key: kind)
        #expect(try await verdict(leaf, .accepting).nodes == ["am-2"])
        #expect(try await verdict(leaf, .dialling(Fixtures.peer)).nodes == ["am-2"])
    }

    @Test(arguments: [
        ([TestName.ip("10.0.0.4")], "x", "am-4"), ([.uri("spiffe://test/am-5")], "x", "am-5"), ([], "am-6", "am-6"),
    ])
    func aPeerIsKnownByEveryKindOfIdentity(_ example: ([TestName], String, String)) async throws {
        let leaf = try pki.issue(sans: example.0, commonName: example.1)
        #expect(try await verdict(leaf, .accepting).nodes == [example.2])
        #expect(try await verdict(leaf, .dialling(Fixtures.name(example.2))).nodes == [example.2])
    }

    @Test func aCertificateOfSeveralNodesProvesThemAllButThisOne() async throws {
        let leaf = try pki.issue(sans: [.dns("am-3.test"), .dns("am-1.test"), .dns("am-2.test")])
        #expect(try await verdict(leaf, .accepting).nodes == ["am-2", "am-3"])
        #expect(try await verdict(leaf, .dialling(Fixtures.peer)).nodes == ["am-2", "am-3"])
    }

    @Test func anyOneOfANodesIdentitiesIsEnough() async throws {
        let identities: [Identity] = [.dns("am-2.test"), .ip(Fixtures.ip("10.0.0.2")), .commonName("am-2")]
        let table = try #require(
            NodeTable([
                Fixtures.node("am-1", .dns("am-1.test"), index: 1),
                Fixtures.node("am-2", identities: identities, index: 2),
            ]))
        let verifier = PeerVerifier(
            trust: Trust(roots: pki.roots, rules: TrustRules()), table: table, localName: Fixtures.local)
        let leaves = [
            try pki.issue(sans: [.dns("am-2.test")]), try pki.issue(sans: [.ip("10.0.0.2")]),
            try pki.issue(commonName: "am-2"), try pki.issue(sans: [.dns("other.test"), .ip("10.0.0.2")]),
        ]
        for leaf in leaves {
            for side in [PeerVerifier.Side.accepting, .dialling(Fixtures.peer)] {
                #expect(await verifier.verify(chain: try leaf.chain, side: side, now: pki.now).nodes == ["am-2"])
            }
        }
        let stranger = try pki.issue(sans: [.dns("am-9.test"), .ip("10.0.0.9")], commonName: "am-9").chain
        let verdict = await verifier.verify(chain: stranger, side: .dialling(Fixtures.peer), now: pki.now)
        #expect(verdict.detail.contains("expected dns:am-2.test or ip:10.0.0.2 or cn:am-2 of am-2"))
    }

    @Test(arguments: [TestFault.anyExtendedUsage, .noExtendedUsage, .noKeyUsage, .criticalExtensions])
    func unusualButValidCertificatesAreAdmitted(_ fault: TestFault) async throws {
        let leaf = try pki.issue(sans: [.dns("am-2.test")], fault)
        #expect(try await verdict(leaf, .accepting).nodes == ["am-2"])
        #expect(try await verdict(leaf, .dialling(Fixtures.peer)).nodes == ["am-2"])
    }

    @Test func aCertificateForOneEndOfTLSIsAdmittedThere() async throws {
        let client = try pki.issue(sans: [.dns("am-2.test")], .lacksServerAuth)
        let server = try pki.issue(sans: [.dns("am-2.test")], .lacksClientAuth)
        #expect(try await verdict(client, .accepting).nodes == ["am-2"])
        #expect(try await verdict(server, .dialling(Fixtures.peer)).nodes == ["am-2"])
    }

    @Test func theProofEndsWithTheFirstCertificateOfTheChainToEnd() async throws {
        let soon = try pki.root.intermediate(.endsIn(600))
        let leaf = try soon.issue(sans: [.dns("am-2.test")])
        guard case .admitted(let peer) = try await verdict(leaf, .accepting) else {
            Issue.record("refused")
            return
        }
        #expect(abs(peer.notAfter.timeIntervalSince(pki.now) - 600) < 1)
        #expect(peer.subject == "CN=test leaf")
        #expect(peer.serial == SerialText.hexadecimal(leaf.certificate.serialNumber))
    }

    @Test func theCertificateIsJudgedByTheTimeGivenAndNotByTheClock() async throws {
        let leaf = try pki.issue(sans: [.dns("am-2.test")])
        let chain = try leaf.chain
        let later = await verifier.verify(chain: chain, side: .accepting, now: pki.now.addingTimeInterval(31 * 86_400))
        #expect(later.reason == .certificateExpired)
        let earlier = await verifier.verify(chain: chain, side: .accepting, now: pki.now.addingTimeInterval(-86_400))
        #expect(earlier.reason == .certificateNotYetValid)
        // On the second itself it still holds.
        let last = await verifier.verify(chain: chain, side: .accepting, now: leaf.certificate.notValidAfter)
        #expect(last.nodes == ["am-2"])
    }

    @Test func theRootMayBePresentedToo() async throws {
        let leaf = try pki.root.intermediate().issue(sans: [.dns("am-2.test")])
        let selfSigned = try TestAuthority.selfSigned()
        let chain = try leaf.chain + [pki.issue().chain[0], selfSigned.chain[0]]
        #expect(await verifier.verify(chain: chain, side: .accepting, now: pki.now).nodes == ["am-2"])
    }

    @Test func duringARotationEitherCAIsBelieved() async throws {
        let next = try TestPKI(name: "Next CA")
        let both = PeerVerifier(
            trust: Trust(roots: pki.roots + next.roots, rules: TrustRules()), table: Fixtures.table,
            localName: Fixtures.local)
        for ca in [pki, next] {
            let chain = try ca.issue(sans: [.dns("am-2.test")]).chain
            #expect(await both.verify(chain: chain, side: .accepting, now: pki.now).nodes == ["am-2"])
        }
    }

    @Test func aCAThatWasMadeAnewUnderItsOldNameIsBelievedBesideTheOldOne() async throws {
        let again = try TestPKI()
        let both = PeerVerifier(
            trust: Trust(roots: pki.roots + again.roots, rules: TrustRules()), table: Fixtures.table,
            localName: Fixtures.local)
        let chain = try again.issue(sans: [.dns("am-2.test")]).chain
        #expect(await both.verify(chain: chain, side: .accepting, now: pki.now).nodes == ["am-2"])
    }

    @Test func aCrossSignedIntermediateIsFollowedToTheCAThatIsConfigured() async throws {
        let other = try TestPKI(name: "Other CA")
        let unknown = try other.root.intermediate(name: "I")
        let known = try pki.root.intermediate(name: "I", sharingKeyOf: unknown)
        let leaf = try unknown.issue(sans: [.dns("am-2.test")])
        let chain = try leaf.chain + [known.issue().chain[1]]
        #expect(chain.count == 3)
        #expect(await verifier.verify(chain: chain, side: .accepting, now: pki.now).nodes == ["am-2"])
    }
}
