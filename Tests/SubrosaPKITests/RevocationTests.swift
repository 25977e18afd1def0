import FoundationEssentials
import SubrosaIdentity
import SubrosaPKI
import SubrosaTestKit
import Testing
import X509

@Suite struct RevocationTests {
    let day: TimeInterval = 86_400

    private func serials(_ pki: AuthorityFixture) throws -> Set<String> {
        Set(try pki.lists().flatMap { $0.revoked.map { SerialText.hexadecimal($0.serial) } })
    }

    @Test func withoutAnythingToRevokeTheListIsEmptyAndSignedByTheCA() throws {
        let pki = try AuthorityFixture("am-1")
        let published = try pki.revoke(days: 7)
        let list = try #require(try pki.lists().first)
        #expect(list.signer(try pki.certificate("ca.pem")) == .signed)
        #expect(list.revokedCount == 0)
        #expect(list.number == CertificateListNumber(1))
        #expect(abs(try #require(list.nextUpdate).timeIntervalSince(pki.now) - 7 * day) < 2)
        #expect(published.lists.map(\.revokedCount) == [0])
    }

    @Test func whatHasBeenRevokedStaysOnTheListAndTheNumberGrows() throws {
        let pki = try AuthorityFixture("am-1", "am-2")
        try pki.revoke("am-1", reason: .keyCompromise)
        try pki.revoke("am-2", reason: .cessationOfOperation)
        try pki.revoke()
        let list = try #require(try pki.lists().first)
        #expect(list.number == CertificateListNumber(3))
        #expect(list.entry(for: try pki.certificate("am-1.pem").serialNumber)?.reason == .keyCompromise)
        #expect(list.entry(for: try pki.certificate("am-2.pem").serialNumber)?.reason == .cessationOfOperation)
    }

    @Test func revokingTwiceIsSaidAndChangesNothing() throws {
        let pki = try AuthorityFixture("am-1")
        let first = try pki.revoke("am-1", reason: .keyCompromise)
        let second = try pki.revoke("am-1", reason: .superseded)
        #expect(first.added.count == 1 && first.repeated.isEmpty)
        #expect(second.added.isEmpty && second.repeated == first.added)
        #expect(try pki.lists()[0].revoked.map(\.reason) == [.keyCompromise])
    }

    @Test func aNodesNameStandsForEveryCertificateThatItWasIssued() throws {
        let pki = try AuthorityFixture("am-1", "am-2")
        let old = try pki.serial("am-1.pem")
        try pki.renew("am-1")
        try pki.revoke("am-1")
        #expect(try serials(pki) == [old, try pki.serial("am-1.pem")])
    }

    @Test func aNodesNameStandsForOtherCertificatesWithItsKeyToo() throws {
        let pki = try AuthorityFixture("am-1")
        let entry = try #require(try IssuedRegister(files: pki.files)?.entries.first)
        let other = IssuedCertificate(
            serial: "0abc", notAfter: entry.notAfter, name: "am-9", keySHA256: entry.keySHA256,
            authoritySHA256: entry.authoritySHA256)
        try pki.directory.write(try pki.text("issued.txt") + other.line + "\n", to: "issued.txt")
        try pki.revoke("am-1")
        #expect(try serials(pki) == [entry.serial, "0abc"])
    }

    @Test func afterARenewalTheOldOnesAloneCanBeRevoked() throws {
        let pki = try AuthorityFixture("am-1")
        let old = try pki.serial("am-1.pem")
        try pki.renew("am-1")
        try pki.revoke("am-1", keepingCurrent: true)
        #expect(try serials(pki) == [old])
    }

    @Test func ifOnlyTheCurrentOneIsLeftKeepingItLeavesNothingToRevoke() throws {
        let pki = try AuthorityFixture("am-1")
        let failure = #expect(throws: PKIFailure.self) { try pki.revoke("am-1", keepingCurrent: true) }
        #expect(failure?.description.contains("renew it first") == true)
        #expect(try !pki.listing().contains("crl.pem"))
    }

    @Test func aFileStandsForEveryCertificateWithItsKey() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.renew("am-1", keepsKey: true)
        let sharing: Set = [try pki.serial("am-1.pem"), try pki.serial("am-1.pem.old")]
        try pki.renew("am-1")
        try pki.directory.write(try pki.bytes("am-1.pem.old"), to: "stolen.crt")
        try pki.revoke(pki.directory["stolen.crt"])
        #expect(try serials(pki) == sharing)
    }

    @Test func aKeyThatIsStillInUseIsToldOf() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.renew("am-1", keepsKey: true)
        let search = try RevocationSearch(known: pki.known(), now: pki.now)
        let found = try search.find("am-1", keepingCurrent: true, force: false)
        #expect(search.stillUsed(found).map(\.name) == ["am-1"])
    }

    @Test(
        arguments: [{ $0 }, { "00" + $0.uppercased() }, { $0.prefix(2) + ":" + $0.dropFirst(2) }]
            as [@Sendable (String) -> String])
    func aSerialNumberStandsForOneCertificateAlone(_ spelling: @Sendable (String) -> String) throws {
        let pki = try AuthorityFixture("am-1")
        let old = try pki.serial("am-1.pem")
        try pki.renew("am-1", keepsKey: true)
        try pki.revoke("serial:" + spelling(old))
        #expect(try serials(pki) == [old])
    }

    @Test func aSerialNumberThatIsNotKnownIsRevokedOnlyByForce() throws {
        let pki = try AuthorityFixture("am-1")
        let failure = #expect(throws: PKIFailure.self) { try pki.revoke("serial:0abc") }
        #expect(failure?.description.contains("--force") == true)
        #expect(try !pki.listing().contains("crl.pem"))
        try pki.revoke("serial:0abc", force: true)
        #expect(try serials(pki) == ["0abc"])
    }

    @Test(arguments: ["serial:", "serial:xyz", "serial:00", "serial:\(String(repeating: "1", count: 41))", "am-9"])
    func whatNamesNothingIsRefused(_ text: String) throws {
        let pki = try AuthorityFixture("am-1")
        #expect(throws: PKIFailure.self) { try pki.revoke(text, force: true) }
    }

    @Test func aStrangersCertificateAndTheCAsOwnAreRefused() throws {
        let pki = try AuthorityFixture("am-1")
        let stranger = try pki.directory.write(try TestPKI().issue().pem, to: "x.crt")
        #expect(throws: PKIFailure.self) { try pki.revoke(stranger) }
        let failure = #expect(throws: PKIFailure.self) { try pki.revoke(pki.files.certificate) }
        #expect(failure?.description.contains("rotate-ca") == true)
    }

    @Test func anEntryStaysUntilItHasStoodOnAListAfterItsCertificatesEnd() throws {
        let pki = try AuthorityFixture("am-1", days: 10)
        try pki.revoke("am-1")
        let after = pki.now.addingTimeInterval(11 * day)
        #expect(try pki.revoke(now: after).expiredCount == 0)
        #expect(try serials(pki).count == 1)
        #expect(try pki.revoke(now: after.addingTimeInterval(day)).expiredCount == 1)
        #expect(try serials(pki).isEmpty)
    }

    @Test func whatHasExpiredNeedNotBeRevoked() throws {
        let pki = try AuthorityFixture("am-1", days: 10)
        let failure = #expect(throws: PKIFailure.self) {
            try pki.revoke("am-1", now: pki.now.addingTimeInterval(11 * day))
        }
        #expect(failure?.description.contains("has expired") == true)
    }

    @Test func withoutARegisterTheFileIsFoundAllTheSame() throws {
        let pki = try AuthorityFixture("am-1")
        try FileManager.default.removeItem(atPath: pki.files.register)
        #expect(try RevocationSearch(known: pki.known(), now: pki.now).lacksRegister)
        try pki.revoke("am-1")
        #expect(try serials(pki) == [try pki.serial("am-1.pem")])
    }

    @Test func aDamagedRegisterStopsRevokingButNotTheRefreshingOfTheList() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.revoke("am-1")
        try pki.directory.write("garbage\n", to: "issued.txt")
        #expect(throws: PKIFailure.self) { try pki.revoke("am-1") }
        #expect(try pki.revoke().registerFailure != nil)
        #expect(try serials(pki).count == 1)
    }

    @Test(arguments: ["", "garbage", "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n"])
    func aDamagedListIsNotBegunAnew(_ text: String) throws {
        let pki = try AuthorityFixture("am-1")
        try pki.directory.write(text, to: "crl.pem")
        let failure = #expect(throws: PKIFailure.self) { try pki.revoke("am-1") }
        #expect(failure?.description.contains("put it back") == true)
        #expect(try pki.text("crl.pem") == text)
    }

    @Test func aListThatSomebodyElseSignedInTheCAsNameIsNotBelieved() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.directory.write(
            PEMText.text(label: CertificateList.pemLabel, der: try TestAuthority(name: "Test CA").list()), to: "crl.pem"
        )
        let failure = #expect(throws: PKIFailure.self) { try pki.revoke() }
        #expect(failure?.description.contains("not signed by the CA that it names") == true)
    }

    @Test func aDamagedKeyOfTheCAIsNamed() throws {
        let pki = try AuthorityFixture("am-1")
        try pki.directory.write("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n", to: "ca.key")
        for attempt in [{ try pki.revoke() as Any }, { try pki.renew("am-1") as Any }] {
            let failure = #expect(throws: PKIFailure.self) { try attempt() }
            #expect(failure?.description.contains("ca.key has no unencrypted private key") == true)
        }
    }
}
