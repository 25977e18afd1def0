import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

/// Whatever bytes a stranger sends: no crash, and nothing admitted that the CA did not sign.
///
/// The wrapping of a signature is not itself signed: when its last bit is 0, the BIT STRING may claim one unused bit
/// and swift-certificates takes it. (ECDSA signatures can be altered anyway, s for n - s.) So what has to stay the
/// same is the signed part; and nothing may ever be denied by the hash of a whole certificate.
@Suite struct HostileBytesTests {
    @Test(arguments: [UInt8(0x01), 0x80, 0xff])
    func aCertificateWithOneChangedByteInItsSignedPartIsNeverAdmitted(_ mask: UInt8) async throws {
        let pki = try TestPKI()
        let verifier = Fixtures.verifier(pki)
        let leaf = try pki.issue(sans: [.dns("am-2.test")]).chain[0]
        for index in leaf.indices {
            var changed = leaf
            changed[index] ^= mask
            let verdict = await verifier.verify(chain: [changed], side: .accepting, now: pki.now)
            #expect(verdict.nodes.isEmpty || signedPart(changed) == signedPart(leaf), "byte \(index)")
        }
    }

    @Test func aCertificateCutAnywhereIsUnreadable() async throws {
        let pki = try TestPKI()
        let leaf = try pki.issue(sans: [.dns("am-2.test")]).chain[0]
        for count in leaf.indices {
            let verdict = await Fixtures.verifier(pki)
                .verify(chain: [Array(leaf.prefix(count))], side: .accepting, now: pki.now)
            #expect(verdict.reason == .certificateUnreadable, "\(count) bytes")
        }
    }

    @Test func randomChangesToCertificatesOfAllKindsAreNeverAdmitted() async throws {
        let pki = try TestPKI()
        let verifier = Fixtures.verifier(pki)
        var random = SplitMix(state: 20_261_123)
        let middle = try pki.root.intermediate(.permitsOnly("test"), .pathLength(3), .noKeyUsage)
        let leaves = [
            try middle.issue(sans: [.dns("am-2.test"), .ip("10.0.0.4"), .uri("spiffe://test/am-5"), .mail("x@y")]),
            try middle.issue(sans: [.dns("am-2.test")], key: .rsa(2048)),
            try middle.issue(sans: [.dns("am-2.test")], key: .ed25519, .criticalExtensions),
        ]
        for round in 0..<3_000 {
            let original = try leaves[round % leaves.count].chain
            var chain = original
            let which = Int.random(in: 0...1, using: &random)
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let index = Int.random(in: chain[which].indices, using: &random)
                // Never back to what it was: each change adds 1 to 63, four at most.
                chain[which][index] &+= UInt8.random(in: 1...63, using: &random)
            }
            // swift-asn1 takes a date with 61 seconds, for which swift-certificates has an assertion; only debug builds do.
            guard !String(decoding: chain[which], as: UTF8.self).contains("61Z") else { continue }
            let verdict = await verifier.verify(chain: chain, side: .accepting, now: pki.now)
            #expect(
                verdict.nodes.isEmpty || chain.map(signedPart) == original.map(signedPart), "round \(round)")
        }
    }

    private func signedPart(_ der: [UInt8]) -> ArraySlice<UInt8>? {
        (try? Certificate(derEncoded: der))?.tbsCertificateBytes
    }

    /// Random numbers that are the same in every run.
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
}
