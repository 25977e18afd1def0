import FoundationEssentials
import SubrosaIdentity
import SubrosaPKI
import SubrosaTestKit
import Testing
import X509

@Suite struct IssuedRegisterTests {
    private func names(_ pki: AuthorityFixture) throws -> [String] {
        try #require(try IssuedRegister(files: pki.files)).entries.map(\.name)
    }

    @Test func everyCertificateIsWrittenDownWithAllThatRevokingNeeds() throws {
        let pki = try AuthorityFixture("am-1")
        let entry = try #require(try IssuedRegister(files: pki.files)?.entries.first)
        let certificate = try pki.certificate("am-1.pem")
        #expect(entry.serial == SerialText.hexadecimal(certificate.serialNumber))
        #expect(entry.name == "am-1")
        #expect(abs(entry.notAfter.timeIntervalSince(certificate.notValidAfter)) < 1)
        #expect(entry.keySHA256 == KeyFingerprint.hexadecimal(of: certificate.publicKey))
        #expect(entry.authoritySHA256 == KeyFingerprint.hexadecimal(of: try pki.certificate("ca.pem").publicKey))
        #expect(IssuedCertificate(line: entry.line) == entry)
    }

    @Test func renewalsAreAddedAndNothingIsTakenOut() throws {
        let pki = try AuthorityFixture("am-1", "am-2")
        try pki.renew("am-1")
        #expect(try names(pki) == ["am-1", "am-2", "am-1"])
    }

    @Test func aCAOlderThanTheRegisterBeginsItWithWhatItsFilesHave() throws {
        let pki = try AuthorityFixture("am-1", "am-2")
        try FileManager.default.removeItem(atPath: pki.files.register)
        #expect(try IssuedRegister(files: pki.files) == nil)
        try pki.issue("am-3")
        #expect(try names(pki) == ["am-1", "am-2", "am-3"])
    }

    @Test func aLineThatACrashCutOffIsNotReadAndGoesWithTheNext() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.directory.write(try pki.text("issued.txt") + "6fb3 2027-", to: "issued.txt")
        #expect(try names(pki) == ["am-1"])
        try pki.issue("am-2")
        #expect(try names(pki) == ["am-1", "am-2"])
    }

    @Test func aDamagedLineIsNamedAndKeepsNobodyFromIssuing() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.directory.write(try pki.text("issued.txt") + "garbage\n", to: "issued.txt")
        let failure = #expect(throws: PKIFailure.self) { try IssuedRegister(files: pki.files) }
        #expect(failure?.description.contains("issued.txt is damaged: line 4 ") == true)
        try pki.issue("am-2")
    }

    @Test func whatCannotBeWrittenDownIsNotIssued() throws {
        let pki = try AuthorityFixture()
        try FileManager.default.createDirectory(atPath: pki.files.register, withIntermediateDirectories: false)
        let failure = #expect(throws: PKIFailure.self) { try pki.issue("am-1") }
        #expect(failure?.description.contains("issued.txt cannot be written: it is a directory") == true)
        #expect(try pki.listing() == ["ca.key", "ca.pem", "issued.txt"])
    }

    @Test(arguments: [
        "", "a b c d e", "6fb3  2027-11-23T09:52:00Z am-1 x y", "6FB3 2027-11-23T09:52:00Z am-1 K K",
        "6fb3 soon am-1 K K", "6fb3 2027-11-23T09:52:00Z ../x K K", "6fb3 2027-11-23T09:52:00Z am-1 K K K",
        "6fb3 2027-11-23T09:52:00Z am-1 K \(String(repeating: "g", count: 64))",
    ])
    func whatIsNoLineOfARegisterIsNone(_ pattern: String) {
        let key = String(repeating: "0", count: 64)
        #expect(IssuedCertificate(line: "6fb3 2027-11-23T09:52:00Z am-1 \(key) \(key)") != nil)
        #expect(
            IssuedCertificate(
                line: pattern.split(separator: "K", omittingEmptySubsequences: false).joined(separator: key)) == nil)
    }

    @Test func twoCommandsDoNotWorkOnOneCAAtOnce() throws {
        let pki = try AuthorityFixture()
        try DirectoryLock.holding(pki.directory.path) { () throws(PKIFailure) in
            let failure = #expect(throws: PKIFailure.self) {
                try DirectoryLock.holding(pki.directory.path) { () throws(PKIFailure) in }
            }
            #expect(failure?.description.contains("another subrosa pki is at work") == true)
        }
        try DirectoryLock.holding(pki.directory.path) { () throws(PKIFailure) in }
    }
}
