import Foundation
import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

@Suite struct RefusalMatrixTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: RefusalMatrix.Fault
        let end: RefusalMatrix.End
        let kind: RefusalMatrix.Kind

        var testDescription: String { "\(fault.name), \(end.rawValue), \(kind.name)" }
    }

    static let cases = RefusalMatrix.faults.flatMap { fault in
        fault.ends.flatMap { end in RefusalMatrix.kinds.map { Case(fault: fault, end: end, kind: $0) } }
    }

    static let pki = Result { try TestPKI() }

    private func verdict(
        _ attempt: RefusalMatrix.Attempt, _ kind: RefusalMatrix.Kind, on local: String, _ side: PeerVerifier.Side
    ) async throws -> PeerVerdict {
        let pki = try Self.pki.get()
        let trust = Trust(roots: attempt.roots ?? pki.roots, rules: attempt.rules, revocations: attempt.lists)
        let table = try #require(RefusalMatrix.table(kind))
        return await PeerVerifier(trust: trust, table: table, localName: Fixtures.name(local))
            .verify(chain: attempt.chain, side: side, now: pki.now)
    }

    @Test(arguments: cases)
    func everyFaultIsRefusedAtBothEndsForEveryKindOfIdentityWithItsReason(_ example: Case) async throws {
        let subject = RefusalMatrix.Subject(pki: try Self.pki.get(), kind: example.kind, end: example.end)
        let verdict = try await verdict(
            try example.fault.attempt(subject), example.kind, on: "am-1",
            example.end == .accepting ? .accepting : .dialling(Fixtures.name("am-2")))
        #expect(verdict.reason == example.fault.reason, "\(verdict)")
        for words in example.fault.says(example.kind, example.end) {
            #expect(verdict.detail.contains(words), "\(words) is not in: \(verdict.detail)")
        }
        #expect(verdict.detail.utf8.count <= Refusal.maximumDetailLength)
    }

    @Test(arguments: RefusalMatrix.kinds.indices)
    func theSamePeerWithoutAFaultIsAdmittedAtBothEnds(_ index: Int) async throws {
        let kind = RefusalMatrix.kinds[index]
        for end in RefusalMatrix.End.allCases {
            let subject = RefusalMatrix.Subject(pki: try Self.pki.get(), kind: kind, end: end)
            let attempt = RefusalMatrix.Attempt(chain: try subject.leaf().chain)
            let side: PeerVerifier.Side = end == .accepting ? .accepting : .dialling(Fixtures.name("am-2"))
            #expect(try await verdict(attempt, kind, on: "am-1", side).nodes == ["am-2"])
        }
    }

    /// am-1's machine has been given am-2's certificate.
    @Test(arguments: RefusalMatrix.kinds.indices)
    func aMachineWithAnothersCertificateIsTheNodeThatTheCertificateProves(_ index: Int) async throws {
        let kind = RefusalMatrix.kinds[index]
        let subject = RefusalMatrix.Subject(pki: try Self.pki.get(), kind: kind, end: .accepting)
        let attempt = RefusalMatrix.Attempt(chain: try subject.leaf(2).chain)
        let first = PeerVerifier.Side.dialling(Fixtures.name("am-1"))
        // am-3 dials am-1 and reaches am-2.
        let dialled = try await verdict(attempt, kind, on: "am-3", first)
        #expect(dialled.reason == .wrongNode)
        #expect(dialled.detail.contains("of am-1, reached am-2"))
        // To am-3 a connection from there is one from am-2: the hello, which says am-1, is what gives it away.
        #expect(try await verdict(attempt, kind, on: "am-3", .accepting).nodes == ["am-2"])
        // am-2 itself finds its own certificate at the other end, whoever has dialled.
        #expect(try await verdict(attempt, kind, on: "am-2", first).reason == .ownIdentity)
        #expect(try await verdict(attempt, kind, on: "am-2", .accepting).reason == .ownIdentity)
    }

    /// The reasons that say what a certificate is or whom it proves stand before the others in the enum.
    static let reasons = RefusalReason.allCases.prefix { $0 != .tlsVersion }

    @Test func everyReasonThatIsAboutACertificateOccurs() {
        #expect(Set(RefusalMatrix.faults.map { $0.reason }) == Set(Self.reasons))
        #expect(Self.reasons.count == 13)
        #expect(Self.cases.count >= 60)
    }

    @Test func theDocumentHasEachOfThem() throws {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/ERRORS.md"),
            encoding: .utf8)
        for reason in Self.reasons {
            #expect(page.contains("| `\(reason.rawValue)` | \(reason.message) | \(reason.remedy) |"), "\(reason)")
        }
    }
}
