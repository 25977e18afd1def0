import Crypto
import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaPKI
import SubrosaTestKit
import Testing
import X509

@Suite struct AuthorityTests {
    let directory: TemporaryDirectory
    let now = Date()

    init() throws { directory = try TemporaryDirectory() }

    @discardableResult
    private func create(days: Int = 3650) throws -> Authority.Written {
        try Authority.create(directory: directory.path, name: "Subrosa CA", days: days, now: now)
    }

    @discardableResult
    private func issue(
        _ name: String, _ names: [AlternativeName] = [], days: Int = 365, replacing: Bool = false
    ) throws -> Authority.Written {
        try Authority(directory: directory.path, now: now)
            .issue(name: name, names: names, days: days, replacing: replacing, now: now)
    }

    private func bytes(_ name: String) throws -> [UInt8] { try BoundedFile(path: directory[name]).bytes }

    private func certificate(_ name: String) throws -> Certificate {
        try Certificate(derEncoded: #require(try PEMText.blocks(in: try bytes(name)).first).der)
    }

    @Test func whatIsIssuedPassesTheChecksOfTheProgramItself() async throws {
        try create()
        let written = try issue("am-1", [try AlternativeName(dns: "am-1.test"), try AlternativeName(ip: "10.0.0.1")])
        let files = CredentialFiles(
            certificate: written.certificate, key: try #require(written.key), authority: directory["ca.pem"])
        for identity in [Identity.dns("am-1.test"), .ip(try #require(IPAddress("10.0.0.1"))), .commonName("am-1")] {
            let credentials = try await Credentials.load(
                files: files, identities: [identity], rules: TrustRules(), now: now)
            #expect(credentials.warnings.isEmpty)
        }
    }

    @Test func keysAreForTheirOwnerOnlyAndNothingElseIsLeftBehind() throws {
        try create()
        try issue("am-1")
        #expect(try BoundedFile(path: directory["ca.key"]).mode == 0o600)
        #expect(try BoundedFile(path: directory["am-1.key"]).mode == 0o600)
        #expect(try BoundedFile(path: directory["am-1.pem"]).mode == 0o644)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(files.sorted() == ["am-1.key", "am-1.pem", "ca.key", "ca.pem", "issued.txt"])
    }

    @Test func theCertificateIsForBothEndsOfTLSAndForNothingElse() throws {
        try create()
        try issue("am-1")
        let leaf = try certificate("am-1.pem")
        #expect(try leaf.extensions.basicConstraints == .notCertificateAuthority)
        #expect(try leaf.extensions.keyUsage == KeyUsage(digitalSignature: true))
        #expect(try leaf.extensions.extendedKeyUsage == ExtendedKeyUsage([.serverAuth, .clientAuth]))
        #expect(leaf.extensions[oid: .X509ExtensionID.keyUsage]?.critical == true)
        #expect(leaf.extensions[oid: .X509ExtensionID.basicConstraints]?.critical == true)
        #expect(leaf.serialNumber.bytes.count == 16)
        #expect(P256.Signing.PublicKey(leaf.publicKey) != nil)
        // A second is lost to the encoding.
        #expect(abs(leaf.notValidBefore.timeIntervalSince(now) + 300) < 2)
        #expect(abs(leaf.notValidAfter.timeIntervalSince(now) - 365 * 86_400) < 2)
    }

    @Test func theCAMayIssueLeavesOnly() throws {
        try create()
        let ca = try certificate("ca.pem")
        #expect(try ca.extensions.basicConstraints == .isCertificateAuthority(maxPathLength: 0))
        #expect(try ca.extensions.keyUsage == KeyUsage(keyCertSign: true, cRLSign: true))
        #expect(ca.subject.description == "CN=Subrosa CA")
    }

    @Test func withoutNamesTheNodesOwnNameIsProven() throws {
        try create()
        try issue("am_1.x")
        #expect(try CertificateNames(of: certificate("am_1.x.pem")).dns == ["am_1.x"])
    }

    @Test func everyKindOfNameIsPutIn() throws {
        try create()
        try issue(
            "am-1",
            [
                try .init(dns: "a.test"), try .init(ip: "10.0.0.1"), try .init(ip: "2001:db8::1"),
                try .init(uri: "spiffe://x/y"),
            ])
        let names = try CertificateNames(of: certificate("am-1.pem"))
        #expect(names.listing == ["dns:a.test", "ip:10.0.0.1", "ip:2001:db8::1", "uri:spiffe://x/y"])
    }

    @Test func twoCertificatesShareNeitherSerialNorKey() throws {
        try create()
        try issue("am-1")
        try issue("am-2")
        let (one, two) = (try certificate("am-1.pem"), try certificate("am-2.pem"))
        #expect(one.serialNumber != two.serialNumber)
        #expect(one.publicKey != two.publicKey)
    }

    @Test func aCAIsNeverOverwritten() throws {
        try create()
        let before = (try bytes("ca.pem"), try bytes("ca.key"))
        #expect(throws: PKIFailure.self) { try create() }
        #expect(try bytes("ca.pem") == before.0)
        #expect(try bytes("ca.key") == before.1)
    }

    @Test(arguments: ["ca.pem", "ca.key"])
    func halfACAIsNotOverwrittenEither(_ name: String) throws {
        try directory.write("precious", to: name)
        let failure = #expect(throws: PKIFailure.self) { try create() }
        #expect(failure?.description.contains(directory[name]) == true)
        #expect(try bytes(name) == Array("precious".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [name])
    }

    @Test(arguments: ["am-1.pem", "am-1.key"])
    func aNodesFilesAreOverwrittenOnlyIfAskedFor(_ name: String) throws {
        try create()
        try directory.write("precious", to: name)
        let failure = #expect(throws: PKIFailure.self) { try issue("am-1") }
        #expect(failure?.description == "\(directory[name]) exists already; use --force to replace it, or move it away")
        #expect(try bytes(name) == Array("precious".utf8))
        try issue("am-1", replacing: true)
        #expect(try bytes(name) != Array("precious".utf8))
    }

    @Test(arguments: [
        "", ".", "..", "../x", "a/b", "/etc/x", ".hidden", "-x", "a b", "a\0b", "a\n", "\u{e4}", "ca", "CA",
        String(repeating: "x", count: 64),
    ])
    func aNameThatIsNoFileNameOfANodeIsRefused(_ name: String) throws {
        try create()
        #expect(throws: PKIFailure.self) { try issue(name, [try AlternativeName(dns: "x.test")]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 2)
    }

    @Test func aCertificateDoesNotOutliveItsCA() throws {
        try create(days: 10)
        let written = try issue("am-1", days: 365)
        #expect(written.endsWithAuthority)
        #expect(try certificate("am-1.pem").notValidAfter == certificate("ca.pem").notValidAfter)
    }

    @Test func anExpiredCAIssuesNothing() throws {
        try Authority.create(directory: directory.path, name: "Old", days: 1, now: now.addingTimeInterval(-2 * 86_400))
        let failure = #expect(throws: PKIFailure.self) { try issue("am-1") }
        #expect(failure?.description.contains("make a new CA") == true)
    }

    @Test(arguments: [0, -1, 36_501, Int.max])
    func absurdLifetimesAreRefused(_ days: Int) throws {
        #expect(throws: PKIFailure.self) { try create(days: days) }
        try create()
        #expect(throws: PKIFailure.self) { try issue("am-1", days: days) }
    }

    @Test func aHundredYearsAreWrittenRight() throws {
        try create(days: 36_500)
        #expect(abs(try certificate("ca.pem").notValidAfter.timeIntervalSince(now) - 36_500 * 86_400) < 2)
    }

    @Test func aKeyOfAnotherCAIsRefused() throws {
        try create()
        try directory.write(try TestPKI().issue().keyPEM, to: "ca.key")
        let failure = #expect(throws: PKIFailure.self) { try issue("am-1") }
        #expect(failure?.description.contains("two different CAs") == true)
    }

    @Test func aLeafInPlaceOfTheCAIsRefused() throws {
        let leaf = try TestPKI().issue()
        try directory.write(try leaf.pem, to: "ca.pem")
        try directory.write(try leaf.keyPEM, to: "ca.key")
        let failure = #expect(throws: PKIFailure.self) { try issue("am-1") }
        #expect(failure?.description.contains("not a CA's certificate") == true)
    }

    @Test func aDirectoryThatNobodyMayWriteToIsNamed() throws {
        // Not even root may in /sys.
        let failure = #expect(throws: PKIFailure.self) {
            try Authority.create(directory: "/sys", name: "x", days: 1, now: now)
        }
        #expect(failure?.description.hasPrefix("/sys/ca.key cannot be written: ") == true)
    }

    @Test func withoutADirectoryTheFailureSaysSo() throws {
        let failure = #expect(throws: PKIFailure.self) {
            try Authority.create(directory: directory["none"], name: "x", days: 1, now: now)
        }
        #expect(failure?.description.contains("its directory does not exist") == true)
        #expect(throws: PKIFailure.self) { try Authority(directory: directory["none"], now: now) }
    }
}
