import Crypto
import FoundationEssentials
import SubrosaIdentity
import X509

/// Replaces a CA while the cluster stays up, in three steps with a round to all nodes after each:
///
/// | step | `ca.pem` | `ca.key` issues as | other keys |
/// |---|---|---|---|
/// | before | old | old | |
/// | ``add(name:days:listDays:now:)`` | new, old | old | `ca.new.key` |
/// | ``switchOver()``, then renewals | new, old | new | `ca.old.key` |
/// | ``drop(force:listDays:now:)`` | new | new | a file that can be destroyed |
///
/// Until all nodes believe the new CA it issues nothing, so whatever is issued meanwhile, by a cron job for example, is
/// good everywhere. Each step can be interrupted anywhere and begun again, and does nothing if it has been done.
package struct Rotation: Sendable {
    private let files: AuthorityFiles

    package init(files: AuthorityFiles) { self.files = files }

    /// What a step came to.
    package enum Outcome: Hashable, Sendable {
        case done
        case doneBefore
    }

    /// A CA's name, for the next one: `Subrosa CA 2` after `Subrosa CA`.
    package static func nextName(after name: String) -> String {
        let words = name.split(separator: " ")
        guard words.count > 1, let last = words.last, let number = UInt32(last), number < UInt32.max else {
            return name + " 2"
        }
        return words.dropLast().joined(separator: " ") + " \(number + 1)"
    }

    /// Makes the new CA and puts it first into `ca.pem`; `ca.key` stays.
    /// - Parameters:
    ///   - name: nil: ``nextName(after:)`` of the CA that issues.
    ///   - listDays: When the lists in `crl.pem`, if there is one, are to run out.
    package func add(name: String?, days: Int, listDays: Int, now: Date) throws(PKIFailure) -> Outcome {
        let known = try KnownAuthorities(files: files)
        guard try known.going() == nil else {
            throw PKIFailure(
                "the CA is being replaced already, and the new one issues; the next step is --step=drop")
        }
        if let coming = try known.coming() {
            // Interrupted before its list was made?
            try refreshLists(known, unless: { $0[coming.certificate] != nil }, days: listDays, now: now)
            return .doneBefore
        }
        let subject = known.issuing.certificate.subject
        guard let name = name ?? commonName(of: subject).map(Self.nextName(after:)) else {
            throw PKIFailure("the CA has no common name that another could follow; name the new one with --name")
        }
        // One that was made by an attempt that was interrupted has issued nothing yet and will do.
        let isLeft = NewFile.exists(files.newKey)
        let key =
            isLeft ? try KnownAuthorities.key(at: files.newKey) : Certificate.PrivateKey(P256.Signing.PrivateKey())
        let certificate = try Authority.selfSigned(name: name, key: key, days: days, now: now)
        // Both names in one ca.pem would be hard to tell apart in logs, and CRLs are found by name.
        guard !known.believed.contains(where: { $0.subject == certificate.subject }) else {
            throw PKIFailure("\(files.certificate) has a CA of that name already; give the new one another --name")
        }
        if !isLeft { try NewFile.save(try CertificatePEM.text(key), to: files.newKey, mode: 0o600) }
        try NewFile.save(
            try CertificatePEM.text([certificate] + known.believed), to: files.certificate, mode: 0o644,
            replacing: true)
        try refreshLists(try KnownAuthorities(files: files), days: listDays, now: now)
        return .done
    }

    /// Makes the new CA the one that issues. What the old one has issued is still to be renewed (``remaining(now:)``).
    package func switchOver() throws(PKIFailure) -> Outcome {
        let known = try KnownAuthorities(files: files)
        if try known.going() != nil { return .doneBefore }
        guard try known.coming() != nil else {
            throw PKIFailure("there is no new CA that could issue; begin with --step=add")
        }
        try keepOldKey(known.issuing)
        try NewFile.move(files.newKey, to: files.key)
        return .done
    }

    /// Nodes whose certificate is believed for the sake of the old CA only and is neither expired nor revoked; in order.
    package func remaining(now: Date) throws(PKIFailure) -> [String] {
        let known = try KnownAuthorities(files: files)
        guard let going = try known.going() else { return [] }
        return try remaining(of: going, known, now: now)
    }

    /// Takes the old CA out of `ca.pem` and `crl.pem`, and moves its key to where it can be destroyed.
    /// - Parameter force: Even if certificates of the old CA are still in use.
    /// - Returns: The path of the key that can be destroyed; nil if no CA is being replaced.
    package func drop(force: Bool, listDays: Int, now: Date) throws(PKIFailure) -> String? {
        let known = try KnownAuthorities(files: files)
        guard try known.coming() == nil else {
            throw PKIFailure("the new CA issues nothing yet; the next step is --step=issue")
        }
        guard let going = try known.going() else { return try putAwayOldKey() }
        let remaining = try remaining(of: going, known, now: now)
        guard remaining.isEmpty || force else {
            throw PKIFailure(
                "the old CA is still needed by \(remaining.joined(separator: ", ")): repeat --step=issue and take the new pairs to these nodes, or revoke what is out of use; --force drops it all the same, and shuts them out"
            )
        }
        try NewFile.save(
            try CertificatePEM.text(known.believed.filter { $0 != going.certificate }), to: files.certificate,
            mode: 0o644, replacing: true)
        try refreshLists(try KnownAuthorities(files: files), days: listDays, now: now)
        return try putAwayOldKey()
    }

    private func remaining(
        of going: SigningAuthority, _ known: KnownAuthorities, now: Date
    ) throws(PKIFailure) -> [String] {
        let others = known.believed.filter { $0 != going.certificate }
        let lists = try RevocationLists(known: known)
        return try NodeCertificate.all(of: known).filter { node in
            node.certificate.isIssued(by: going.certificate)
                && !others.contains { node.certificate.isIssued(by: $0) }
                && node.certificate.notValidAfter >= now
                && lists?.entry(for: node.certificate, issuer: going.certificate) == nil
        }
        .map(\.name)
    }

    private func refreshLists(
        _ known: KnownAuthorities, unless isEnough: (RevocationLists) -> Bool = { _ in false }, days: Int, now: Date
    ) throws(PKIFailure) {
        guard let lists = try RevocationLists(known: known), !isEnough(lists) else { return }
        _ = try RevocationPublisher(known: known).publish(days: days, now: now)
    }

    /// `ca.old.key` has the key that issues until now. It may be there from an attempt that was interrupted; another
    /// one is of a CA that nobody believes any more.
    private func keepOldKey(_ issuing: SigningAuthority) throws(PKIFailure) {
        if NewFile.exists(files.oldKey) {
            guard try KnownAuthorities.key(at: files.oldKey).publicKey != issuing.key.publicKey else { return }
            _ = try putAwayOldKey()
        }
        try NewFile.save(try CertificatePEM.text(issuing.key), to: files.oldKey, mode: 0o600)
    }

    private func putAwayOldKey() throws(PKIFailure) -> String? {
        guard NewFile.exists(files.oldKey) else { return nil }
        let key = try KnownAuthorities.key(at: files.oldKey)
        let target = files.destroyable(keySHA256: KeyFingerprint.hexadecimal(of: key.publicKey))
        try NewFile.move(files.oldKey, to: target)
        return target
    }

    private func commonName(of subject: DistinguishedName) -> String? {
        let names = subject.flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }
        return names.count == 1 ? names.first.flatMap { String($0.value) } : nil
    }
}
