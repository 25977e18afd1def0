import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

@Suite struct CredentialsTests {
    let pki: TestPKI
    let directory: TemporaryDirectory
    static let identity = Identity.dns("am-1.test")
    static let sans: [TestName] = [.dns("am-1.test")]

    init() throws {
        pki = try TestPKI()
        directory = try TemporaryDirectory()
    }

    /// Problems or warnings, whichever loading ends in.
    private func problems(_ files: CredentialFiles, _ identity: Identity? = Self.identity) async -> [CredentialProblem]
    {
        do throws(CredentialProblems) {
            return try await Credentials.load(
                files: files, identities: identity.map { [$0] }, rules: TrustRules(), now: pki.now
            ).warnings
        } catch {
            return error.problems
        }
    }

    private func expect(
        _ problems: [CredentialProblem], _ severity: CredentialProblem.Severity, _ field: CredentialProblem.Field,
        _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(problems.map(\.severity) == [severity], "\(problems)", sourceLocation: sourceLocation)
        #expect(problems.map(\.field) == [field], sourceLocation: sourceLocation)
        for word in words {
            #expect(problems.first?.description.contains(word) == true, "\(problems)", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [TestKeyKind.p256, .p384, .p521, .ed25519, .rsa(2048)])
    func goodFilesLoadWithoutAWord(_ kind: TestKeyKind) async throws {
        let leaf = try pki.root.intermediate().issue(sans: Self.sans, key: kind)
        let files = try leaf.write(to: directory, name: "am-1")
        let credentials = try await Credentials.load(
            files: files, identities: [Self.identity], rules: TrustRules(), now: pki.now)
        #expect(credentials.warnings.isEmpty)
        #expect(credentials.certificateChain == (try leaf.chain))
        #expect(credentials.certificateChain.count == 2)
        #expect(credentials.trust.roots == pki.roots)
        #expect(credentials.notAfter == leaf.certificate.notValidAfter)
        #expect(String(decoding: credentials.privateKeyPEM, as: UTF8.self) == (try leaf.keyPEM))
    }

    @Test func certificateAndKeyMayShareAFile() async throws {
        let leaf = try pki.issue(sans: Self.sans)
        let files = try leaf.write(to: directory, name: "am-1")
        let both = try directory.write(try leaf.keyPEM + leaf.pem, to: "both.pem", mode: 0o600)
        #expect(await problems(CredentialFiles(certificate: both, key: both, authority: files.authority)).isEmpty)
    }

    @Test func everyMissingFileIsReportedAtOnce() async {
        let problems = await problems(
            CredentialFiles(certificate: directory["a"], key: directory["b"], authority: directory["c"]))
        #expect(problems.map(\.field) == [.certificate, .key, .authority])
        #expect(problems.allSatisfy { $0.severity == .error && $0.why == "there is no such file" })
        #expect(problems.first?.what == "\(directory["a"]) cannot be read")
    }

    struct ContentCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let says: [CredentialProblem.Field: String]
    }

    static let contentCases = [
        ContentCase(
            testDescription: "empty", text: "",
            says: [.certificate: "is empty", .key: "is empty", .authority: "is empty"]),
        ContentCase(
            testDescription: "no PEM", text: "hello",
            says: [.certificate: "has no certificate", .key: "has no private key", .authority: "has no certificate"]),
        ContentCase(
            testDescription: "cut off", text: "-----BEGIN CERTIFICATE-----\nAAAA\n",
            says: [.certificate: "line 1", .key: "line 1", .authority: "line 1"]),
        ContentCase(
            testDescription: "a PEM block of another kind", text: PEMText.text(label: "PUBLIC KEY", der: [1]),
            says: [.certificate: "it has 'PUBLIC KEY'", .key: "has no private key", .authority: "has no certificate"]),
        ContentCase(
            testDescription: "garbage in the right block",
            text: PEMText.text(label: "CERTIFICATE", der: [1, 2, 3])
                + PEMText.text(label: "PRIVATE KEY", der: [1, 2, 3]),
            says: [.certificate: "at line 1", .key: "cannot be used", .authority: "at line 1"]),
        ContentCase(
            testDescription: "an encrypted key", text: PEMText.text(label: "ENCRYPTED PRIVATE KEY", der: [1, 2, 3]),
            says: [
                .certificate: "has no certificate", .key: "the envelope cannot be parsed", .authority: "no certificate",
            ]),
        ContentCase(
            testDescription: "too large", text: String(repeating: "x", count: BoundedFile.maximumByteCount + 1),
            says: [.certificate: "larger than 1 MiB", .key: "larger than 1 MiB", .authority: "larger than 1 MiB"]),
    ]

    @Test(arguments: contentCases)
    func aFileWithTheWrongContentIsExplained(_ example: ContentCase) async throws {
        let good = try pki.issue(sans: Self.sans).write(to: directory, name: "am-1")
        let bad = try directory.write(example.text, to: "bad", mode: 0o600)
        for (field, words) in example.says {
            let found = await problems(
                CredentialFiles(
                    certificate: field == .certificate ? bad : good.certificate, key: field == .key ? bad : good.key,
                    authority: field == .authority ? bad : good.authority))
            #expect(
                found.contains { $0.field == field && $0.severity == .error && $0.description.contains(words) },
                "\(found)")
        }
    }

    @Test func aDirectoryIsNotAFile() async throws {
        let good = try pki.issue(sans: Self.sans).write(to: directory, name: "am-1")
        expect(
            await problems(
                CredentialFiles(certificate: good.certificate, key: directory.path, authority: good.authority)),
            .error, .key, "it is a directory")
    }

    @Test func aDeviceIsNotReadFrom() async throws {
        let good = try pki.issue(sans: Self.sans).write(to: directory, name: "am-1")
        expect(
            await problems(CredentialFiles(certificate: good.certificate, key: "/dev/zero", authority: good.authority)),
            .error, .key, "not a regular file")
    }

    @Test func aKeyOfAnotherCertificateIsNamed() async throws {
        let good = try pki.issue(sans: Self.sans).write(to: directory, name: "am-1")
        let other = try pki.issue(sans: Self.sans).write(to: directory, name: "am-2")
        expect(
            await problems(CredentialFiles(certificate: good.certificate, key: other.key, authority: good.authority)),
            .error, .key, "does not fit", good.certificate, other.key)
    }

    @Test func aChainInTheWrongOrderIsTold() async throws {
        let leaf = try pki.root.intermediate().issue(sans: Self.sans)
        let files = try leaf.write(to: directory, name: "am-1")
        let reversed = try leaf.chain.reversed().map { PEMText.text(label: "CERTIFICATE", der: $0) }.joined()
        try directory.write(reversed, to: "am-1.pem")
        let problems = await problems(files)
        #expect(problems.contains { $0.field == .certificate && $0.why == "the key fits certificate number 2 in it" })
    }

    struct FaultCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let faults: [TestFault]
        let severity: CredentialProblem.Severity
        let says: String
    }

    @Test(arguments: [
        FaultCase(testDescription: "expired", faults: [.expired], severity: .error, says: "has expired"),
        FaultCase(testDescription: "not valid yet", faults: [.notYetValid], severity: .error, says: "is not valid yet"),
        FaultCase(
            testDescription: "expires in 13 days", faults: [.endsIn(13 * 86_400)], severity: .warning,
            says: "expires soon"),
        FaultCase(
            testDescription: "no clientAuth", faults: [.lacksClientAuth], severity: .error, says: "lacks clientAuth"),
        FaultCase(
            testDescription: "no serverAuth", faults: [.lacksServerAuth], severity: .error, says: "lacks serverAuth"),
        FaultCase(testDescription: "a CA's", faults: [.leafIsAuthority], severity: .error, says: "is a CA's"),
        FaultCase(
            testDescription: "damaged names", faults: [.damagedNames], severity: .error, says: "cannot be parsed"),
        FaultCase(
            testDescription: "broken signature", faults: [.brokenSignature], severity: .error,
            says: "with another key than the one that signed"),
    ])
    func aFaultyCertificateIsExplained(_ example: FaultCase) async throws {
        let leaf = try pki.root.issue(sans: Self.sans, faults: example.faults)
        expect(
            await problems(try leaf.write(to: directory, name: "am-1")), example.severity, .certificate, example.says)
    }

    @Test func aCertificateForNeitherEndGetsALineForEach() async throws {
        let leaf = try pki.issue(sans: Self.sans, .codeSigningOnly)
        let problems = await problems(try leaf.write(to: directory, name: "am-1"))
        #expect(problems.map { $0.why.hasSuffix("lacks clientAuth") } == [true, false])
        #expect(problems.map { $0.why.hasSuffix("lacks serverAuth") } == [false, true])
    }

    @Test func twoWeeksAreTimeEnough() async throws {
        let leaf = try pki.issue(sans: Self.sans, .endsIn(15 * 86_400))
        #expect(await problems(try leaf.write(to: directory, name: "am-1")).isEmpty)
    }

    @Test func aCertificateOfAnotherCAIsExplained() async throws {
        let files = try pki.issue(sans: Self.sans).write(to: directory, name: "am-1")
        let other = try TestPKI(name: "Other").issue().write(to: directory, name: "other")
        expect(
            await problems(CredentialFiles(certificate: files.certificate, key: files.key, authority: other.authority)),
            .error, .certificate, "peers would refuse", "'CN=Test CA' is neither in ca_file")
    }

    @Test func aCertificateThatDoesNotProveItsOwnNodeSaysWhatItProvesAndWhatToIssue() async throws {
        let files = try pki.issue(sans: [.dns("am-9.test"), .ip("10.0.0.9")]).write(to: directory, name: "am-1")
        expect(
            await problems(files), .error, .certificate, "identity dns:am-1.test",
            "it proves dns:am-9.test ip:10.0.0.9",
            "subrosa pki issue --dns=am-1.test")
        expect(await problems(files, .ip(Fixtures.ip("10.0.0.1"))), .error, .certificate, "--ip=10.0.0.1")
        #expect(await problems(files, nil).isEmpty)
    }

    @Test func aFileWithTwoKeysIsRefused() async throws {
        let leaf = try pki.issue(sans: Self.sans)
        let files = try leaf.write(to: directory, name: "am-1")
        try directory.write(try leaf.keyPEM + leaf.keyPEM, to: "am-1.key", mode: 0o600)
        expect(await problems(files), .error, .key, "has 2 private keys")
    }

    @Test func aCAFileWithAnExpiredCABesideAGoodOneIsWarnedAbout() async throws {
        let leaf = try pki.issue(sans: Self.sans)
        let files = try leaf.write(to: directory, name: "am-1")
        let old = try TestAuthority(name: "Old", .expired).issue()
        try directory.write(try leaf.rootPEM + old.rootPEM, to: "am-1-ca.pem")
        expect(await problems(files), .warning, .authority, "'CN=Old'", "ended")
    }

    @Test func aCAFileWithALeafInItIsWarnedAboutAndTheLeafIsNoRoot() async throws {
        let leaf = try pki.issue(sans: Self.sans)
        let files = try leaf.write(to: directory, name: "am-1")
        try directory.write(try leaf.pem + leaf.rootPEM, to: "am-1-ca.pem")
        expect(await problems(files), .warning, .authority, "not marked as a CA")
        let credentials = try await Credentials.load(
            files: files, identities: nil, rules: TrustRules(), now: pki.now)
        #expect(credentials.trust.roots == pki.roots)
    }

    @Test func aCAFileWithNoCAThatIsOfUseIsAnError() async throws {
        let leaf = try pki.issue(sans: Self.sans)
        let files = try leaf.write(to: directory, name: "am-1")
        try directory.write(try leaf.pem, to: "am-1-ca.pem")
        expect(await problems(files), .error, .authority, "not marked as a CA")
    }

    @Test func aCAFileWithTheCAsKeyInItIsWarnedAbout() async throws {
        let leaf = try pki.issue(sans: Self.sans)
        let files = try leaf.write(to: directory, name: "am-1")
        try directory.write(try leaf.rootPEM + leaf.keyPEM, to: "am-1-ca.pem")
        expect(await problems(files), .warning, .authority, "has a private key in it")
    }

    @Test func allThatIsWrongIsSaidAtOnceWarningsIncluded() async throws {
        let leaf = try pki.issue(sans: [.dns("other.test")], .expired, .lacksClientAuth)
        let files = try leaf.write(to: directory, name: "am-1")
        try directory.write(try pki.issue().keyPEM, to: "am-1.key", mode: 0o644)
        try directory.write("", to: "am-1-ca.pem")
        let problems = await problems(
            CredentialFiles(
                certificate: files.certificate, key: files.key, authority: files.authority,
                allowsWorldReadableKey: true))
        #expect(
            problems.map(\.field) == [.key, .authority, .certificate, .certificate, .certificate, .key], "\(problems)")
        #expect(problems.filter { $0.severity == .warning }.count == 1)
    }
}
