import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

/// What a node says of its own crl_file, deny and key_types when it starts.
@Suite struct CredentialRevocationTests {
    let pki: TestPKI
    let directory: TemporaryDirectory
    let leaf: TestLeaf
    let files: CredentialFiles

    init() throws {
        pki = try TestPKI()
        directory = try TemporaryDirectory()
        leaf = try pki.issue(sans: [.dns("am-1.test")])
        files = try leaf.write(to: directory, name: "am-1")
    }

    private func load(
        _ lists: [UInt8]..., policy: RevocationPolicy = .failClosed, denied: DeniedCertificate...,
        keyTypes: Set<KeyType> = Set(KeyType.allCases)
    ) async throws -> LoadedFiles {
        let text = lists.map { PEMText.text(label: "X509 CRL", der: $0) }.joined()
        let path = try directory.write(text, to: "lists.pem")
        let rules = TrustRules(revocationPolicy: policy, denied: Set(denied), keyTypes: keyTypes)
        return await LoadedFiles(files.with(revocations: path), rules: rules, at: pki)
    }

    @Test func aGoodListLoadsWithoutAWordAndIsInTheTrust() async throws {
        let revoked = try pki.issue().certificate
        let loaded = try await load(try pki.root.list(revoking: [revoked]))
        #expect(loaded.problems.isEmpty, "\(loaded.problems)")
        let lists = try #require(loaded.credentials?.trust.revocations)
        #expect(lists.list(of: pki.root.certificate)?.entry(for: revoked.serialNumber) != nil)
    }

    @Test func aListInDERLoadsToo() async throws {
        let path = try directory.write(try pki.root.list(), to: "list.der")
        let loaded = await LoadedFiles(files.with(revocations: path), at: pki)
        #expect(loaded.problems.isEmpty && loaded.credentials?.trust.revocations?.all.count == 1)
    }

    @Test func withoutACRLFileNobodyIsAsked() async throws {
        let loaded = await LoadedFiles(files, at: pki)
        #expect(loaded.problems.isEmpty && loaded.credentials?.trust.revocations == nil)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let says: [String]
        let list: @Sendable (TestPKI) throws -> [UInt8]
    }

    static let cases = [
        Case(testDescription: "not a CRL", says: ["the CRL at line 1 of", "cannot be parsed", "whole"]) { _ in [1] },
        Case(testDescription: "a delta CRL", says: ["delta CRL", "a complete list"]) {
            try $0.root.list {
                $0.extensions.append(Certificate.Extension(oid: [2, 5, 29, 27], critical: true, value: [2, 1, 1]))
            }
        },
        Case(
            testDescription: "a list of a CA that nobody knows",
            says: ["of a CA that is not known here", "'CN=Other' is neither in ca_file", "take the list out"]
        ) { _ in try TestAuthority(name: "Other").list() },
        Case(
            testDescription: "a list that another key has signed",
            says: ["not signed by the CA that it names", "'CN=Test CA'", "made anew"]
        ) { _ in try TestAuthority().list() },
        Case(testDescription: "a list that begins in an hour", says: ["is not valid yet", "it begins 2", "clock"]) {
            try $0.root.list(begins: 3_600)
        },
        Case(testDescription: "a list without an end", says: ["has no end", "lacks nextUpdate"]) {
            try $0.root.list(ends: nil)
        },
    ]

    @Test(arguments: cases, RevocationPolicy.allCases)
    func aListThatCannotBeHeededIsAnErrorWhateverThePolicy(_ example: Case, _ policy: RevocationPolicy) async throws {
        let loaded = try await load(try example.list(pki), policy: policy)
        #expect(loaded.problems.map(\.severity) == [.error], "\(loaded.problems)")
        #expect(loaded.problems.map(\.field) == [.revocations])
        for words in example.says {
            #expect(loaded.problems.first?.description.contains(words) == true, "\(words): \(loaded.problems)")
        }
    }

    @Test(arguments: RevocationPolicy.allCases)
    func aListThatHasRunOutIsTakenForWhatItSaysWhereThatIsTheChoice(_ policy: RevocationPolicy) async throws {
        let loaded = try await load(try pki.root.list(ends: -60), policy: policy)
        #expect(loaded.problems.map(\.severity) == [policy == .failClosed ? .error : .warning], "\(loaded.problems)")
        for words in ["has run out", "it ended 2", "subrosa pki crl"] {
            #expect(loaded.problems.first?.description.contains(words) == true, "\(words): \(loaded.problems)")
        }
    }

    @Test func aFileWithoutAListIsAnError() async throws {
        try await load().expect(.error, .revocations, "is empty", "put the lists (CRLs)")
        let loaded = await LoadedFiles(files.with(revocations: files.authority), at: pki)
        loaded.expect(.error, .revocations, "has no CRL", "it has 'CERTIFICATE'")
        let missing = await LoadedFiles(files.with(revocations: directory["nothing"]), at: pki)
        missing.expect(.error, .revocations, "there is no such file")
    }

    @Test func aFileOf17MiBIsNotRead() async throws {
        let path = try directory.write([UInt8](repeating: 0x30, count: 17 * 1024 * 1024), to: "large")
        await LoadedFiles(files.with(revocations: path), at: pki).expect(.error, .revocations, "larger than 16 MiB")
    }

    @Test func aCAThatMayNotSignListsIsToldWhy() async throws {
        let unfit = try pki.root.intermediate(name: "Unfit", .keyAgreementOnly)
        try directory.write(try leaf.pem + unfit.issue().pem, to: "am-1.pem")
        try await load(try pki.root.list(), try unfit.list())
            .expect(.error, .revocations, "may not sign lists", "'CN=Unfit'", "cRLSign")
    }

    @Test func ofTwoListsOfACAOnlyTheNewestHasToBeInDate() async throws {
        let old = try pki.root.list(begins: -7_200, ends: -3_600)
        #expect(try await load(old, try pki.root.list(number: 2)).problems.isEmpty)
    }

    @Test func aCAWithoutAListIsAnErrorOrAWarningByThePolicy() async throws {
        let other = try TestAuthority(name: "Other")
        try directory.write(try leaf.rootPEM + other.issue().rootPEM, to: "am-1-ca.pem")
        try await load(try pki.root.list())
            .expect(
                .error, .revocations, "no CRL of the CA 'CN=Other'", "every certificate that it has issued would be")
        try await load(try pki.root.list(), policy: .failOpen)
            .expect(
                .warning, .revocations, "no CRL of the CA 'CN=Other'", "no certificate that it has issued counts as")
        let denied = DeniedCertificate.key(sha256: KeyFingerprint.bytes(of: other.certificate.publicKey))
        #expect(try await load(try pki.root.list(), denied: denied).problems.isEmpty)
    }

    @Test func aListOfAnIntermediateInTheNodesOwnChainIsTaken() async throws {
        let middle = try pki.root.intermediate()
        let deep = try middle.issue(sans: [.dns("am-1.test")])
        _ = try deep.write(to: directory, name: "am-1")
        let loaded = try await load(try pki.root.list(), try middle.list())
        #expect(loaded.problems.isEmpty, "\(loaded.problems)")
        #expect(loaded.credentials?.trust.revocations?.all.count == 2)
        try await load(try pki.root.list())
            .expect(.error, .revocations, "peers would refuse", "no list of the CA 'CN=Test Intermediate'")
        #expect(try await load(try pki.root.list(), policy: .failOpen).problems.isEmpty)
    }

    @Test(arguments: RevocationPolicy.allCases)
    func aNodeWhoseOwnCertificateIsRevokedIsTold(_ policy: RevocationPolicy) async throws {
        try await load(try pki.root.list(revoking: [leaf.certificate], reason: .superseded), policy: policy)
            .expect(.error, .certificate, "peers would refuse \(files.certificate)", "superseded", "a new key")
    }

    @Test func aNodeWhoseOwnCertificateIsDeniedIsTold() async throws {
        let key = DeniedCertificate.key(sha256: KeyFingerprint.bytes(of: leaf.certificate.publicKey))
        try await load(try pki.root.list(), denied: key)
            .expect(
                .error, .deny, "peers would refuse \(files.certificate)", "which tls.deny has", "take the entry out")
    }

    @Test func aNodeWhoseOwnKeyIsOfAKindThatIsNotAllowedIsTold() async throws {
        try await load(try pki.root.list(), keyTypes: [.rsa])
            .expect(.error, .certificate, "peers would refuse \(files.certificate)", "of kind P256", "tls.key_types")
    }
}
