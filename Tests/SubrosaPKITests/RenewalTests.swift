import FoundationEssentials
import SubrosaIdentity
import SubrosaPKI
import SubrosaTestKit
import Testing
import X509

@Suite struct RenewalTests {
    let day: TimeInterval = 86_400

    @Test func aRenewedCertificateHasTheSameNamesAndSubjectAndANewKey() throws {
        let pki = try AuthorityFixture()
        try pki.authority().issue(
            name: "am-1", names: [try .init(dns: "a.test"), try .init(ip: "10.0.0.1"), try .init(uri: "spiffe://x/y")],
            days: 10, replacing: false, now: pki.now)
        let old = try pki.certificate("am-1.pem")
        try pki.renew("am-1")
        let new = try pki.certificate("am-1.pem")
        #expect(new.subject == old.subject)
        #expect(try CertificateNames(of: new).listing == CertificateNames(of: old).listing)
        #expect(new.publicKey != old.publicKey)
        #expect(new.serialNumber != old.serialNumber)
        #expect(new.notValidAfter > old.notValidAfter)
        #expect(try pki.keyFits("am-1"))
        #expect(try BoundedFile(path: pki.directory["am-1.key"]).mode == 0o600)
    }

    @Test func theOldCertificateStaysBesideTheNewOneAndTheOldKeyDoesNot() throws {
        let pki = try AuthorityFixture("am-1")
        let old = try pki.certificate("am-1.pem")
        try pki.renew("am-1")
        #expect(try pki.certificate("am-1.pem.old") == old)
        #expect(try pki.listing() == ["am-1.key", "am-1.pem", "am-1.pem.old", "ca.key", "ca.pem", "issued.txt"])
    }

    @Test func aKeyThatIsToBeKeptIsNeitherNeededNorChanged() throws {
        let pki = try AuthorityFixture("am-1")
        let old = try pki.certificate("am-1.pem")
        try FileManager.default.removeItem(atPath: pki.directory["am-1.key"])
        guard case .renewed(let written) = try pki.renew("am-1", keepsKey: true) else {
            Issue.record("not renewed")
            return
        }
        #expect(written.key == nil)
        #expect(try pki.certificate("am-1.pem").publicKey == old.publicKey)
        #expect(try pki.certificate("am-1.pem") != old)
        #expect(try !pki.listing().contains("am-1.key"))
    }

    @Test func onlyWhatEndsSoonIsRenewedIfAskedSo() throws {
        let pki = try AuthorityFixture("late")
        try pki.issue("soon", days: 20)
        let late = try pki.certificate("late.pem")
        #expect(try pki.renew("late", before: 30 * day) == .endsLater(late.notValidAfter))
        #expect(try pki.certificate("late.pem") == late)
        guard case .renewed = try pki.renew("soon", before: 30 * day) else {
            Issue.record("not renewed")
            return
        }
    }

    @Test func whatEndsWithItsCAIsNotRenewedEachDay() throws {
        let pki = try AuthorityFixture()
        try pki.issue("am-1", days: 3650)
        let end = try pki.certificate("am-1.pem").notValidAfter
        let later = end.addingTimeInterval(-5 * day)
        #expect(try pki.renew("am-1", before: 30 * day, now: later) == .endsWithAuthority(end))
    }

    @Test func aRevokedCertificateIsRenewedOnlyIfItIsNamedAndOnlyWithANewKey() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.revoke("am-1", reason: .keyCompromise)
        #expect(try pki.renew("am-1", byName: false) == .revoked)
        let failure = #expect(throws: PKIFailure.self) { try pki.renew("am-1", keepsKey: true) }
        #expect(failure?.description.contains("without --keep-key") == true)
        try pki.renew("am-1")
        #expect(try pki.renew("am-1", before: 0, byName: false) != .revoked)
    }

    @Test func whatAnotherCAHasIssuedIsNotRenewed() throws {
        let pki = try AuthorityFixture()
        try pki.directory.write(try TestPKI().issue(sans: [.dns("am-1.test")]).pem, to: "am-1.pem")
        let failure = #expect(throws: PKIFailure.self) { try pki.renew("am-1") }
        #expect(failure?.description.contains("none of the CAs") == true)
        #expect(try Renewal(authority: pki.authority(), days: 1, now: pki.now).nodes().isEmpty)
    }

    @Test(arguments: ["ca", "crl", "ca.old", "CRL", "../x"])
    func theFilesOfTheCAAreNoNodes(_ name: String) throws {
        let pki = try AuthorityFixture()
        #expect(throws: PKIFailure.self) { try pki.issue(name) }
        #expect(throws: PKIFailure.self) { try pki.renew(name) }
    }

    @Test func aDamagedCertificateIsNotRenewedAndStays() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.directory.write("damaged", to: "am-1.pem")
        let failure = #expect(throws: PKIFailure.self) { try pki.renew("am-1") }
        #expect(failure?.description.contains("am-1.pem has no certificate") == true)
        #expect(try pki.text("am-1.pem") == "damaged")
    }

    @Test func ifTheCertificateCannotBePutInPlaceTheKeyIsTheOldOneAgain() throws {
        let pki = try AuthorityFixture("am-1")
        let key = try pki.bytes("am-1.key")
        // No file can replace a directory with something in it.
        try FileManager.default.removeItem(atPath: pki.directory["am-1.pem"])
        try FileManager.default.createDirectory(
            atPath: pki.directory["am-1.pem/x"], withIntermediateDirectories: true)
        #expect(throws: PKIFailure.self) { try pki.issue("am-1", replacing: true) }
        #expect(try pki.bytes("am-1.key") == key)
        #expect(try pki.listing() == ["am-1.key", "am-1.pem", "ca.key", "ca.pem", "issued.txt"])
    }

    @Test func theGroupThatCouldReadAKeyCanReadTheNewOne() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.directory.write(try pki.bytes("am-1.key"), to: "am-1.key", mode: 0o644)
        try pki.renew("am-1")
        #expect(try BoundedFile(path: pki.directory["am-1.key"]).mode == 0o640)
    }
}
