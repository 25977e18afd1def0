import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

/// What tls.deny and tls.key_types do to the verdict on a peer.
@Suite struct DenialTests {
    let pki: TestPKI
    static let sans: [TestName] = [.dns("am-2.test")]

    init() throws { pki = try TestPKI() }

    private func key(_ certificate: Certificate) -> DeniedCertificate {
        .key(sha256: KeyFingerprint.bytes(of: certificate.publicKey))
    }

    private func serial(_ certificate: Certificate) -> DeniedCertificate {
        .serial(
            Array(certificate.serialNumber.bytes.drop { $0 == 0 }), issuer: DeniedIssuer.text(of: certificate))
    }

    private func verdict(
        _ chain: [[UInt8]], denied: DeniedCertificate..., keyTypes: Set<KeyType> = Set(KeyType.allCases)
    ) async throws -> PeerVerdict {
        await Fixtures.verifier(pki, rules: TrustRules(denied: Set(denied), keyTypes: keyTypes))
            .verify(chain: chain, side: .accepting, now: pki.now)
    }

    @Test func aKeyThatIsDeniedIsRefusedInEveryCertificate() async throws {
        let leaf = try pki.issue(sans: Self.sans)
        let verdict = try await verdict(try leaf.chain, denied: key(leaf.certificate))
        #expect(verdict.reason == .certificateDenied)
        #expect(verdict.detail.contains("sha256:" + KeyFingerprint.hexadecimal(of: leaf.certificate.publicKey)))
        #expect(verdict.detail.utf8.count < Refusal.maximumDetailLength)
    }

    @Test func aSerialNumberIsDeniedOnlyFromTheIssuerNamed() async throws {
        let leaf = try pki.issue(sans: Self.sans)
        let verdict = try await verdict(try leaf.chain, denied: serial(leaf.certificate))
        #expect(verdict.reason == .certificateDenied)
        #expect(verdict.detail.contains(SerialText.hexadecimal(leaf.certificate.serialNumber)))
        #expect(verdict.detail.contains("'CN=Test CA'"))
        let elsewhere = DeniedCertificate.serial(Array(leaf.certificate.serialNumber.bytes), issuer: "CN=Other")
        #expect(try await self.verdict(try leaf.chain, denied: elsewhere).nodes == ["am-2"])
    }

    @Test func aDeniedCADeniesAllThatItIssued() async throws {
        let middle = try pki.root.intermediate()
        let chain = try middle.issue(sans: Self.sans).chain
        for denied in [key(middle.certificate), serial(middle.certificate), key(pki.root.certificate)] {
            let verdict = try await verdict(chain, denied: denied)
            #expect(verdict.reason == .certificateDenied)
            #expect(verdict.detail.contains("the CA certificate 'CN=Test "), "\(verdict.detail)")
        }
    }

    @Test func aDeniedCADoesNotSpoilAnotherChainOfTheSameLeaf() async throws {
        let first = try pki.root.intermediate()
        let second = try pki.root.intermediate(sharingKeyOf: first)
        let leaf = try first.issue(sans: Self.sans)
        let other = try second.issue().chain[1]
        #expect(try await verdict(try leaf.chain + [other], denied: serial(first.certificate)).nodes == ["am-2"])
        #expect(
            try await verdict(try leaf.chain + [other], denied: key(first.certificate)).reason == .certificateDenied)
    }

    /// Whoever is denied could else write another's serial number into a certificate of his own, to confuse.
    @Test func aSerialNumberInACertificateThatTheIssuerDidNotSignIsNotTheReason() async throws {
        let leaf = try pki.issue(sans: Self.sans)
        var forged = try leaf.chain[0]
        forged[forged.count - 1] ^= 1
        #expect(try await verdict([forged], denied: serial(leaf.certificate)).reason == .unknownAuthority)
        #expect(try await verdict([forged], denied: key(leaf.certificate)).reason == .certificateDenied)
    }

    @Test func aDeniedCertificateBesideTheChainDoesNoHarm() async throws {
        let stranger = try TestAuthority(name: "Elsewhere")
        let chain = try pki.issue(sans: Self.sans).chain + [try stranger.intermediate().issue().chain[1]]
        let extra = try Certificate(derEncoded: chain[1])
        #expect(try await verdict(chain, denied: key(extra), serial(extra)).nodes == ["am-2"])
    }

    @Test(arguments: [
        (TestKeyKind.p256, KeyType.p256), (.p384, .p384), (.p521, .p521), (.ed25519, .ed25519), (.rsa(2048), .rsa),
    ])
    func onlyKindsOfKeysThatAreAllowedAreAdmitted(_ example: (TestKeyKind, KeyType)) async throws {
        let chain = try pki.issue(sans: Self.sans, key: example.0).chain
        #expect(try await verdict(chain, keyTypes: [example.1]).nodes == ["am-2"])
        let others = Set(KeyType.allCases).subtracting([example.1])
        let verdict = try await verdict(chain, keyTypes: others)
        #expect(verdict.reason == .keyType)
        #expect(verdict.detail.contains("of kind \(example.1.rawValue); tls.key_types: "), "\(verdict.detail)")
    }

    @Test func theKindOfTheCAsKeyIsNotLookedAt() async throws {
        let chain = try pki.root.intermediate(key: .p384).issue(sans: Self.sans, key: .ed25519).chain
        #expect(try await verdict(chain, keyTypes: [.ed25519]).nodes == ["am-2"])
    }
}
