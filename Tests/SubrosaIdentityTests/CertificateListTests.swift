import FoundationEssentials
import SubrosaIdentity
import SubrosaTestKit
import SwiftASN1
import Testing
import X509

@Suite struct CertificateListTests {
    let authority: TestAuthority
    let now: Date

    init() throws {
        now = Date(timeIntervalSince1970: 1_795_000_000)
        authority = try TestAuthority(now: now)
    }

    private func made(
        _ revoked: [RevokedCertificate], key: TestKeyKind = .p256
    ) throws -> (list: CertificateList, authority: TestAuthority) {
        let authority = try TestAuthority(key: key, now: now)
        let list = try authority.signedList(revoked, number: CertificateListNumber(7))
        return (list, authority)
    }

    @Test(arguments: [TestKeyKind.p256, .p384, .p521, .ed25519, .rsa(2048)])
    func aListThatWasSignedSaysAgainWhatWasPutIn(_ kind: TestKeyKind) throws {
        let revoked = [
            RevokedCertificate(serial: 0x00ff, date: now.addingTimeInterval(-60), reason: .keyCompromise),
            RevokedCertificate(serial: 0x0102_0304_0506_0708_090a, date: now.addingTimeInterval(-50), reason: nil),
            RevokedCertificate(
                serial: Certificate.SerialNumber(bytes: Array(repeating: 0x7f, count: 20)), date: now,
                reason: .certificateHold),
        ]
        let (list, authority) = try made(revoked, key: kind)
        #expect(list.revoked == revoked)
        #expect(list.revokedCount == 3)
        #expect(list.issuer == authority.certificate.subject)
        #expect(list.thisUpdate == now)
        #expect(list.nextUpdate == now.addingTimeInterval(86_400))
        #expect(list.number == CertificateListNumber(7))
        #expect(list.signer(authority.certificate) == .signed)
        var serializer = DER.Serializer()
        try serializer.serialize(list)
        #expect(try CertificateList(der: serializer.serializedBytes) == list)
        #expect(try CertificateListFile(bytes: Array(list.pem.utf8)).lists.map(\.list) == [list])
    }

    @Test func aCertificateIsFoundByItsSerialNumberAndNoOtherIs() throws {
        let leaf = try authority.issue().certificate
        let list = try CertificateList(der: try authority.list(revoking: [leaf], reason: .superseded))
        #expect(list.entry(for: leaf.serialNumber)?.reason == .superseded)
        #expect(list.entry(for: try authority.issue().certificate.serialNumber) == nil)
        #expect(list.entry(for: Certificate.SerialNumber(bytes: [])) == nil)
    }

    @Test func anEmptyListIsAList() throws {
        let list = try CertificateList(der: try authority.list())
        #expect(list.revokedCount == 0)
        #expect(list.revoked.isEmpty)
        #expect(list.signer(authority.certificate) == .signed)
    }

    @Test func aListOfVersion1IsRead() throws {
        let leaf = try authority.issue().certificate
        let list = try CertificateList(
            der: try authority.list(revoking: [leaf], ends: nil) {
                $0.version = 1
                $0.extensions = []
            })
        #expect(list.entry(for: leaf.serialNumber) != nil)
        #expect(list.number == nil)
        #expect(list.nextUpdate == nil)
    }

    @Test func timesBeforeAndAfter2050AreReadToTheSecond() throws {
        // 1999-12-31T23:59:59Z, 2000-02-29, 2049-12-31T23:59:59Z, 2050-01-01, 2400-02-29.
        for seconds in [946_684_799, 951_782_400, 2_524_607_999, 2_524_608_000, 13_574_563_200] {
            let date = Date(timeIntervalSince1970: TimeInterval(seconds))
            let list = try CertificateList(
                der: try authority.list {
                    $0.thisUpdate = date
                    $0.nextUpdate = date.addingTimeInterval(1)
                })
            #expect(list.thisUpdate == date)
            #expect(list.nextUpdate == date.addingTimeInterval(1))
        }
    }

    struct FlawCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let flaw: CertificateListFlaw
        let change: @Sendable (inout CertificateListTemplate) -> Void
    }

    static func item(_ last: UInt, critical: Bool, _ value: ArraySlice<UInt8> = [0x05, 0x00]) -> Certificate.Extension {
        Certificate.Extension(oid: [2, 5, 29, last], critical: critical, value: value)
    }

    static let flawCases = [
        FlawCase(testDescription: "a delta CRL", flaw: .delta) {
            $0.extensions.append(item(27, critical: true, [0x02, 0x01, 0x01]))
        },
        FlawCase(testDescription: "removeFromCRL", flaw: .delta) {
            $0.entries[0].extensions = [item(21, critical: false, [0x0a, 0x01, 0x08])]
        },
        FlawCase(testDescription: "an issuingDistributionPoint", flaw: .partial) {
            $0.extensions.append(item(28, critical: true, [0x30, 0x00]))
        },
        FlawCase(testDescription: "an issuingDistributionPoint that is not critical", flaw: .partial) {
            $0.extensions.append(item(28, critical: false, [0x30, 0x00]))
        },
        FlawCase(testDescription: "an indirect CRL", flaw: .indirect) {
            $0.entries[0].extensions = [item(29, critical: true, [0x30, 0x00])]
        },
        FlawCase(testDescription: "an unknown critical extension", flaw: .criticalExtension("2.5.29.99")) {
            $0.extensions.append(item(99, critical: true))
        },
        FlawCase(testDescription: "an unknown critical extension of an entry", flaw: .criticalExtension("2.5.29.98")) {
            $0.entries[0].extensions = [item(98, critical: true)]
        },
        FlawCase(testDescription: "the same extension twice", flaw: .malformed("its extensions")) {
            $0.extensions += $0.extensions
        },
        FlawCase(testDescription: "extensions in version 1", flaw: .malformed("its extensions")) { $0.version = 1 },
        FlawCase(testDescription: "version 3", flaw: .version) { $0.version = 3 },
        FlawCase(testDescription: "a number of 21 bytes", flaw: .malformed("its number")) {
            $0.extensions = [item(20, critical: false, [0x02, 21] + Array(repeating: 0x01, count: 21))]
        },
        FlawCase(testDescription: "no issuer", flaw: .malformed("its header")) { $0.issuer = DistinguishedName() },
    ]

    @Test(arguments: flawCases)
    func aListThatIsNotWhollyUnderstoodIsNotUsedAtAll(_ example: FlawCase) throws {
        let leaf = try authority.issue().certificate
        let der = try authority.list(revoking: [leaf], change: example.change)
        #expect(throws: example.flaw) { try CertificateList(der: der) }
        #expect(example.flaw.explanation.contains { $0 != " " } && !example.flaw.remedy.isEmpty)
    }

    @Test func whatIsNotUnderstoodAndNotCriticalDoesNoHarm() throws {
        let leaf = try authority.issue().certificate
        let list = try CertificateList(
            der: try authority.list(revoking: [leaf]) {
                $0.extensions.append(Self.item(99, critical: false))
                $0.entries[0].extensions = [
                    Self.item(24, critical: false), Self.item(21, critical: false, [0x0a, 1, 7]),
                ]
            })
        #expect(list.entry(for: leaf.serialNumber) != nil)
        #expect(list.entry(for: leaf.serialNumber)?.reason == nil)
    }

    @Test func aListCutAnywhereIsMalformed() throws {
        let der = try authority.list(revoking: [try authority.issue().certificate], reason: .keyCompromise)
        for count in der.indices {
            #expect(throws: CertificateListFlaw.self) { try CertificateList(der: Array(der.prefix(count))) }
        }
        #expect(throws: CertificateListFlaw.malformed("the outermost structure")) {
            try CertificateList(der: der + [0])
        }
    }

    @Test(arguments: [UInt8(0x01), 0x80, 0xff])
    func aListWithOneChangedByteInItsSignedPartIsNeverBelieved(_ mask: UInt8) throws {
        let der = try authority.list(revoking: [try authority.issue().certificate], reason: .keyCompromise)
        let signed = try #require(try? CertificateList(der: der)).signedPart
        for index in der.indices {
            var changed = der
            changed[index] ^= mask
            guard let list = try? CertificateList(der: changed) else { continue }
            #expect(list.signer(authority.certificate) != .signed || list.signedPart == signed, "byte \(index)")
        }
    }

    @Test func onlyTheCAOfTheRightNameAndKeyThatMayIsItsSigner() throws {
        let list = try CertificateList(der: try authority.list())
        #expect(list.signer(try TestAuthority(name: "Other", now: now).certificate) == .anotherName)
        #expect(list.signer(try TestAuthority(now: now).certificate) == .anotherKey)
        let forged = try CertificateList(der: try authority.list(signedBy: try TestAuthority(now: now)))
        #expect(forged.signer(authority.certificate) == .anotherKey)
        for fault in [TestFault.authorityIsNone, .keyAgreementOnly, .version1] {
            let unfit = try TestAuthority(now: now, fault)
            let list = try CertificateList(der: try unfit.list())
            guard case .mayNot = list.signer(unfit.certificate) else {
                Issue.record("\(fault) may sign")
                continue
            }
        }
        let unlimited = try TestAuthority(now: now, .noKeyUsage)
        #expect(try CertificateList(der: try unlimited.list()).signer(unlimited.certificate) == .signed)
    }

    @Test func nobodySignsAListThatReadersWouldNotBelieve() throws {
        #expect(
            throws: CertificateList.SigningFailure(signer: .mayNot("the key usage of its certificate lacks cRLSign"))
        ) {
            try TestAuthority(now: now, .keyAgreementOnly).signedList([], number: CertificateListNumber(1))
        }
    }

    @Test func ofTwoListsTheLaterOneIsNewerAndAtTheSameTimeTheHigherNumber() throws {
        let first = try CertificateList(der: try authority.list(begins: -100, number: 9))
        let second = try CertificateList(der: try authority.list(begins: -50, number: 1))
        let third = try CertificateList(der: try authority.list(begins: -50, number: 2))
        #expect(second.isNewer(than: first) && !first.isNewer(than: second))
        #expect(third.isNewer(than: second) && !second.isNewer(than: third))
        #expect(!third.isNewer(than: third))
    }

    @Test func numbersAreComparedAndCountedBeyond64Bits() throws {
        let highest = CertificateListNumber(.max)
        let beyond = try #require(highest.next)
        #expect(highest < beyond && beyond.description == "0x010000000000000000")
        #expect(CertificateListNumber(0).next == CertificateListNumber(1))
        #expect(CertificateListNumber(bigEndian: Array(repeating: 0xff, count: 20))?.next == nil)
        #expect(CertificateListNumber(bigEndian: [0, 0, 1]) == CertificateListNumber(1))
        #expect(CertificateListNumber(0).description == "0x00")
    }
}

extension TestAuthority {
    func signedList(_ revoked: [RevokedCertificate], number: CertificateListNumber) throws -> CertificateList {
        try CertificateList(
            issuer: certificate, key: key, thisUpdate: now, nextUpdate: now.addingTimeInterval(86_400), number: number,
            revoked: revoked)
    }
}

extension CertificateList {
    /// TBSCertList, taken out of the DER anew.
    var signedPart: ArraySlice<UInt8>? {
        guard case .constructed(let nodes)? = try? DER.parse(der).content else { return nil }
        return nodes.first { _ in true }?.encodedBytes
    }
}
