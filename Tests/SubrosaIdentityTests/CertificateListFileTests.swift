import FoundationEssentials
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

@Suite struct CertificateListFileTests {
    let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    private func pem(_ der: [UInt8]) -> String { PEMText.text(label: "X509 CRL", der: der) }

    @Test func aFileMayBeDER() throws {
        let der = try authority.list()
        let file = try CertificateListFile(bytes: der)
        #expect(file.lists.map(\.list.der) == [der])
        #expect(file.lists.map(\.line) == [nil])
    }

    @Test func aPEMFileMayHaveSeveralListsAndOtherThings() throws {
        let lists = [try authority.list(number: 1), try authority.list(number: 2)]
        let text = "0 lists follow\n" + pem(lists[0]) + PEMText.text(label: "CERTIFICATE", der: [1]) + pem(lists[1])
        let file = try CertificateListFile(bytes: Array(text.utf8))
        #expect(file.lists.map(\.list.der) == lists)
        #expect(file.lists.first?.line == 2)
    }

    @Test func aFileWithoutAListSaysWhatItHas() {
        #expect(throws: CertificateListFile.Failure.noList(labels: [])) { try CertificateListFile(bytes: []) }
        #expect(throws: CertificateListFile.Failure.noList(labels: ["'CERTIFICATE'"])) {
            try CertificateListFile(bytes: Array(PEMText.text(label: "CERTIFICATE", der: [1]).utf8))
        }
    }

    @Test func oneBadListSpoilsTheFileAndItsLineIsTold() throws {
        let text = pem(try authority.list()) + pem([1, 2, 3])
        let line = pem(try authority.list()).split(separator: "\n").count + 1
        #expect(throws: CertificateListFile.Failure.flawed(line: line, .malformed("the outermost structure"))) {
            try CertificateListFile(bytes: Array(text.utf8))
        }
    }

    @Test func aFileThatIsCutOffSaysWhere() throws {
        let text = pem(try authority.list()).dropLast(10)
        #expect(
            throws: CertificateListFile.Failure.malformedPEM(line: 1, what: "the block that begins here does not end")
        ) {
            try CertificateListFile(bytes: Array(text.utf8))
        }
    }

    @Test func sixtyFourListsAreTakenAndNoMore() throws {
        let one = pem(try authority.list())
        #expect(try CertificateListFile(bytes: Array(String(repeating: one, count: 64).utf8)).lists.count == 64)
        #expect(throws: CertificateListFile.Failure.tooManyLists(65)) {
            try CertificateListFile(bytes: Array(String(repeating: one, count: 65).utf8))
        }
    }
}

/// OpenSSL reads the lists that we make, and we read those that it makes.
@Suite(.enabled(if: OpenSSL.isInstalled)) struct CertificateListInteropTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test(arguments: [TestKeyKind.p256, .p384, .p521, .ed25519, .rsa(2048)])
    func opensslBelievesWhatWeSign(_ kind: TestKeyKind) throws {
        let now = Date()
        let authority = try TestAuthority(key: kind, now: now)
        let leaf = try authority.issue(sans: [.dns("am-1.test")])
        let files = try leaf.write(to: directory, name: "am-1")
        let entry = RevokedCertificate(serial: leaf.certificate.serialNumber, date: now, reason: .keyCompromise)
        let list = try authority.signedList([entry], number: CertificateListNumber(255))
        let path = try directory.write(list.pem, to: "list.pem")
        let text = try OpenSSL.run("crl", "-in", path, "-noout", "-text", "-CAfile", files.authority)
        #expect(text.contains("verify OK"))
        #expect(text.contains("Version 2 (0x1)"))
        #expect(text.contains("X509v3 CRL Number: \n                255"))
        #expect(text.contains("Key Compromise"))
        let verdict = try? OpenSSL.run(
            "verify", "-crl_check", "-CRLfile", path, "-CAfile", files.authority, files.certificate)
        #expect(verdict == nil, "OpenSSL takes the certificate for good: \(verdict ?? "")")
    }

    @Test(arguments: ["pem", "der"])
    func whatOpensslSignsIsRead(_ form: String) throws {
        let authority = try TestAuthority(key: .p384)
        let leaf = try authority.issue()
        let files = try leaf.write(to: directory, name: "am-1")
        let key = try directory.write(try authority.keyPEM, to: "ca.key", mode: 0o600)
        let database = try directory.write("", to: "index.txt")
        try directory.write("1000\n", to: "number")
        let settings = try directory.write(
            "[ca]\ndefault_ca=us\n[us]\ndatabase=\(database)\ncrlnumber=\(directory["number"])\ndefault_md=sha384\n"
                + "[list]\nauthorityKeyIdentifier=keyid\n",
            to: "ca.conf")
        let common = ["ca", "-config", settings, "-cert", files.authority, "-keyfile", key]
        try OpenSSL.run(common + ["-revoke", files.certificate, "-crl_reason", "cessationOfOperation"])
        try OpenSSL.run(
            common + ["-gencrl", "-crldays", "3", "-crlexts", "list", "-out", directory["list.pem"]])
        try OpenSSL.run(
            "crl", "-in", directory["list.pem"], "-outform", form, "-out", directory["list.\(form)2"])
        let file = try CertificateListFile(bytes: try BoundedFile(path: directory["list.\(form)2"]).bytes)
        let list = try #require(file.lists.first?.list)
        #expect(list.signer(authority.certificate) == .signed)
        #expect(list.number == CertificateListNumber(0x1000))
        #expect(list.revoked.map(\.serial) == [leaf.certificate.serialNumber])
        #expect(list.revoked.map(\.reason) == [.cessationOfOperation])
        let end = try #require(list.nextUpdate)
        #expect(end.timeIntervalSince(list.thisUpdate) == 3 * 86_400)
    }
}
