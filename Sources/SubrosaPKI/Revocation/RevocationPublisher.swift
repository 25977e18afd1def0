import FoundationEssentials
import SubrosaIdentity
import X509

/// Writes `crl.pem`: a list of each CA whose key is at hand.
package struct RevocationPublisher: Sendable {
    private let authority: KnownAuthorities
    private let former: RevocationLists?

    package init(known: KnownAuthorities) throws(PKIFailure) {
        self.authority = known
        self.former = try RevocationLists(known: known)
    }

    /// What was written.
    package struct Published: Hashable, Sendable {
        package let path: String
        package let lists: [PublishedList]
        /// What had not been revoked before.
        package let added: [IssuedCertificate]
        /// What was on a list already.
        package let repeated: [IssuedCertificate]
        /// The names of CAs in `ca.pem` whose key is not here: their list stays as it was.
        package let unsigned: [String]
        /// How many entries were left out because their certificates have expired.
        package let expiredCount: Int
        /// How many lists of CAs that are not in `ca.pem` were left out.
        package let foreignCount: Int
        /// Why entries of expired certificates stay, if the register cannot be used.
        package let registerFailure: PKIFailure?
    }

    /// Whether there is a `crl.pem`.
    package var hasLists: Bool { former != nil }

    /// - Parameters:
    ///   - revoking: What is to be revoked besides all that has been already.
    ///   - days: When the lists are to run out.
    package func publish(
        revoking: [IssuedCertificate] = [], reason: RevocationReason = .unspecified, days: Int, now: Date
    ) throws(PKIFailure) -> Published {
        guard (1...Authority.maximumDays).contains(days) else {
            throw PKIFailure("\(days) days: use 1 to \(Authority.maximumDays)")
        }
        let signing = try authority.signing()
        for certificate in revoking where !signing.contains(where: { $0.keySHA256 == certificate.authoritySHA256 }) {
            throw PKIFailure(
                "the certificate \(certificate.serial) cannot be revoked: the key of the CA that has issued it is not in \(authority.files.directory) (ca.key, ca.new.key, ca.old.key); put it back from a backup"
            )
        }
        var registerFailure: PKIFailure?
        var ends: [String: Date] = [:]
        do throws(PKIFailure) {
            for entry in try IssuedRegister(files: authority.files)?.entries ?? [] {
                ends["\(entry.serial) \(entry.authoritySHA256)"] = entry.notAfter
            }
        } catch {
            // A list that is not refreshed runs out and stops the cluster: that is worse than a long list.
            registerFailure = error
        }
        var text = ""
        var published: [PublishedList] = []
        var unsigned: [String] = []
        var added: [IssuedCertificate] = []
        var repeated: [IssuedCertificate] = []
        var expiredCount = 0
        for certificate in authority.believed {
            let old = former?[certificate]
            guard let signer = signing.first(where: { $0.certificate == certificate }) else {
                unsigned.append(UntrustedText.escaped(certificate.subject.description))
                text += old?.pem ?? ""
                continue
            }
            let new = revoking.filter { $0.authoritySHA256 == signer.keySHA256 }
            let known = old?.revoked ?? []
            // RFC 5280 3.3: an entry stays until it has stood on one list from after the certificate's end.
            let kept = known.filter { entry in
                guard let old, let end = ends["\(IssuedCertificate.text(of: entry.serial)) \(signer.keySHA256)"] else {
                    return true
                }
                return end >= old.thisUpdate
            }
            expiredCount += known.count - kept.count
            let serials = Set(known.map { IssuedCertificate.text(of: $0.serial) })
            added += new.filter { !serials.contains($0.serial) }
            repeated += new.filter { serials.contains($0.serial) }
            let list = try Self.list(
                of: signer, after: old, revoked: kept,
                adding: new.map(\.serial).filter { !serials.contains($0) }, reason: reason, days: days, now: now)
            text += list.pem
            published.append(PublishedList(list))
        }
        try NewFile.save(text, to: authority.files.revocationLists, mode: 0o644, replacing: true)
        return Published(
            path: authority.files.revocationLists, lists: published, added: added, repeated: repeated,
            unsigned: unsigned, expiredCount: expiredCount, foreignCount: former?.foreignCount ?? 0,
            registerFailure: registerFailure)
    }

    private static func list(
        of signer: SigningAuthority, after old: CertificateList?, revoked: [RevokedCertificate], adding: [String],
        reason: RevocationReason, days: Int, now: Date
    ) throws(PKIFailure) -> CertificateList {
        guard let number = old?.number.map({ $0.next }) ?? CertificateListNumber(1) else {
            throw PKIFailure("the CA's lists cannot be counted any further; replace the CA (subrosa pki rotate-ca)")
        }
        let begin = now.addingTimeInterval(-CertificateTemplate.backdating)
        // Unless the clock was wrong, a list never begins before the one that it replaces.
        let thisUpdate = old.map { $0.thisUpdate <= now ? max($0.thisUpdate, begin) : begin } ?? begin
        let new = Set(adding).sorted().map {
            RevokedCertificate(
                serial: Certificate.SerialNumber(bytes: RevocationRequest.bytes(of: $0)[...]), date: thisUpdate,
                reason: reason)
        }
        do {
            return try CertificateList(
                issuer: signer.certificate, key: signer.key, thisUpdate: thisUpdate,
                nextUpdate: now.addingTimeInterval(TimeInterval(days) * 24 * 3600), number: number,
                revoked: revoked + new)
        } catch let failure as CertificateList.SigningFailure {
            throw PKIFailure(
                "the CA cannot sign a CRL: \(words(failure.signer)); replace the CA (subrosa pki rotate-ca)")
        } catch let flaw as CertificateListFlaw {
            throw PKIFailure("the CRL could not be made: \(flaw.explanation); \(flaw.remedy)")
        } catch {
            throw PKIFailure("the CRL could not be made: \(UntrustedText.escaped(String(describing: error)))")
        }
    }

    private static func words(_ signer: CertificateList.Signer) -> String {
        switch signer {
        case .mayNot(let why): why
        case .signed, .anotherName, .anotherKey: "its key does not fit its certificate"
        }
    }
}
