import FoundationEssentials
import SubrosaIdentity
import SubrosaPKI
import SubrosaTestKit
import Testing

@Suite struct InspectionTests {
    let pki: TestPKI
    let directory: TemporaryDirectory

    init() throws {
        pki = try TestPKI()
        directory = try TemporaryDirectory()
    }

    private func row(_ name: String, in report: String) -> [String] {
        report.split(separator: "\n").compactMap { line in
            let trimmed = line.drop { $0 == " " }
            return trimmed.hasPrefix(name + ":") ? String(trimmed.dropFirst(name.count + 1).drop { $0 == " " }) : nil
        }
    }

    @Test func aCertificateIsShownWithAllThatMatters() throws {
        let leaf = try pki.issue(sans: [.dns("am-1.test"), .ip("10.0.0.1")], commonName: "am-1", .endsIn(36 * 3_600))
        let report = try Inspection.report(path: leaf.write(to: directory, name: "am-1").certificate, now: pki.now)
        #expect(report.hasPrefix("\(directory["am-1.pem"]): certificate\n"))
        #expect(row("subject", in: report) == ["CN=am-1"])
        #expect(row("issuer", in: report) == ["CN=Test CA"])
        #expect(row("serial", in: report) == [SerialText.hexadecimal(leaf.certificate.serialNumber)])
        #expect(row("names", in: report) == ["dns:am-1.test ip:10.0.0.1"])
        #expect(row("usages", in: report) == ["digitalSignature, serverAuth, clientAuth"])
        #expect(row("CA", in: report) == ["no"])
        #expect(row("key", in: report) == ["EC P-256"])
        #expect(row("not after", in: report) == [TimeText.utc(leaf.certificate.notValidAfter) + " (1 day left)"])
    }

    @Test(arguments: [
        (TestKeyKind.p384, "EC P-384"), (.p521, "EC P-521"), (.ed25519, "Ed25519"), (.rsa(2048), "RSA 2048"),
    ])
    func aKeyAndItsCertificateShowTheSameFingerprintAndNeverTheKey(_ example: (TestKeyKind, String)) throws {
        let files = try pki.issue(key: example.0).write(to: directory, name: "x")
        let certificate = try Inspection.report(path: files.certificate, now: pki.now)
        let key = try Inspection.report(path: files.key, now: pki.now)
        #expect(row("key sha256", in: key).first?.count == 64)
        #expect(row("key sha256", in: key) == row("key sha256", in: certificate))
        #expect(row("key", in: key) == [example.1])
        #expect(key.split(separator: "\n").count == 3)
    }

    @Test func everyBlockOfAFileIsShown() throws {
        let leaf = try pki.root.intermediate(.pathLength(0)).issue()
        let path = try directory.write(try leaf.pem + leaf.keyPEM, to: "all.pem")
        let report = try Inspection.report(path: path, now: pki.now)
        #expect(report.contains("(1 of 3, line 1): certificate\n"))
        #expect(report.contains("certificate of a CA\n"))
        #expect(report.contains("private key\n"))
        #expect(row("CA", in: report) == ["no", "yes, with at most 0 CAs below it"])
    }

    @Test func datesInPastAndFutureAreMarked() throws {
        let old = try pki.issue(.expired).write(to: directory, name: "old").certificate
        #expect(
            row("not after", in: try Inspection.report(path: old, now: pki.now)).first?.hasSuffix("(EXPIRED)") == true)
        let new = try pki.issue(.notYetValid).write(to: directory, name: "new").certificate
        #expect(
            row("not before", in: try Inspection.report(path: new, now: pki.now)).first?.hasSuffix("(not yet)") == true)
    }

    @Test func aHostileSubjectCannotDriveTheTerminal() throws {
        let leaf = try pki.issue(sans: [.dns("\u{1b}[2J")], commonName: "a\u{1b}]0;x\u{7}\nCA: yes")
        let report = try Inspection.report(path: leaf.write(to: directory, name: "x").certificate, now: pki.now)
        #expect(report.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a })
        #expect(row("CA", in: report) == ["no"])
    }

    @Test func whatCannotBeReadIsAFailure() throws {
        let cases = [
            (directory["none"], "no such file"),
            (try directory.write("x", to: "x"), "no certificate, no key and no CRL"),
            (try directory.write(PEMText.text(label: "CERTIFICATE", der: [1]), to: "c"), "cannot be read"),
            (try directory.write(PEMText.text(label: "PRIVATE KEY", der: [1]), to: "k"), "cannot be read"),
        ]
        for (path, words) in cases {
            let failure = #expect(throws: PKIFailure.self) { try Inspection.report(path: path, now: pki.now) }
            #expect(failure?.description.contains(words) == true)
        }
    }

    @Test func aListIsShownWithItsFirstTwentyEntries() throws {
        let leaves = try (0..<22).map { _ in try pki.issue().certificate }
        let der = try pki.root.list(revoking: leaves, reason: .keyCompromise, ends: 36 * 3_600, number: 7)
        let path = try directory.write(PEMText.text(label: CertificateList.pemLabel, der: der), to: "crl.pem")
        let report = try Inspection.report(path: path, now: pki.now)
        #expect(report.hasPrefix("\(path): list of revoked certificates (CRL)\n"))
        #expect(row("issuer", in: report) == ["CN=Test CA"])
        #expect(row("number", in: report) == ["0x07"])
        #expect(row("revoked", in: report) == ["22"])
        #expect(row("next update", in: report).first?.hasSuffix("(1 day left)") == true)
        let entries = report.split(separator: "\n").filter { $0.hasSuffix("  keyCompromise") }
        #expect(entries.count == 20)
        let serials = Set(leaves.map { SerialText.hexadecimal($0.serialNumber) })
        #expect(entries.allSatisfy { entry in serials.contains { entry.contains($0) } })
        #expect(report.hasSuffix("    and 2 more\n"))
    }

    @Test func aListThatHasRunOutIsMarked() throws {
        let der = try pki.root.list(begins: -7_200, ends: -3_600)
        let path = try directory.write(PEMText.text(label: CertificateList.pemLabel, der: der), to: "crl.pem")
        let report = try Inspection.report(path: path, now: pki.now)
        #expect(row("next update", in: report).first?.hasSuffix("(HAS RUN OUT)") == true)
    }

    @Test func severalCAsAreShownEachByItsOwnKey() throws {
        let other = try TestAuthority(name: "Other CA")
        let path = try directory.write(
            try pki.issue().rootPEM + other.certificate.serializeAsPEM().pemString, to: "ca.pem")
        let report = try Inspection.report(path: path, now: pki.now)
        #expect(row("subject", in: report) == ["CN=Test CA", "CN=Other CA"])
        #expect(Set(row("key sha256", in: report)).count == 2)
    }
}
