import Crypto
import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import X509

/// A small certificate authority in a directory: `ca.pem` and `ca.key`, for trying out and for small fleets.
package struct Authority: Sendable {
    /// The longest lifetime that can be asked for, in days: a hundred years.
    package static let maximumDays = 36_500

    package let known: KnownAuthorities
    package var files: AuthorityFiles { known.files }
    /// The CA that issues.
    package var certificate: Certificate { known.issuing.certificate }

    /// What was written.
    package struct Written: Hashable, Sendable {
        package let certificate: String
        /// nil if the key stayed as it was.
        package let key: String?
        package let notAfter: Date
        /// Whether the certificate ends with the CA's, sooner than asked for.
        package let endsWithAuthority: Bool
    }

    /// Makes a CA. Never replaces one: its key would be lost and every certificate with it.
    @discardableResult
    package static func create(directory: String, name: String, days: Int, now: Date) throws(PKIFailure) -> Written {
        let files = AuthorityFiles(directory: directory)
        for path in [files.certificate, files.key] where NewFile.exists(path) {
            throw PKIFailure(
                "\(path) exists already, and a CA is never overwritten; move it away, or use another --dir")
        }
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let certificate = try selfSigned(name: name, key: key, days: days, now: now)
        try PairedFiles.save(
            key: try CertificatePEM.text(key), at: files.key, certificate: try CertificatePEM.text([certificate]),
            at: files.certificate, replacing: false)
        return Written(
            certificate: files.certificate, key: files.key, notAfter: certificate.notValidAfter,
            endsWithAuthority: true)
    }

    /// Reads a CA that ``create(directory:name:days:now:)`` made, or any other whose certificate is in `ca.pem` and
    /// whose key is in `ca.key`.
    package init(directory: String, now: Date) throws(PKIFailure) {
        let known = try KnownAuthorities(files: AuthorityFiles(directory: directory))
        guard now < known.issuing.certificate.notValidAfter else {
            throw PKIFailure(
                "\(known.files.certificate) ended \(TimeText.utc(known.issuing.certificate.notValidAfter)); make a new CA and issue everything again"
            )
        }
        self.known = known
    }

    /// Makes a key and a certificate for a node: `NAME.key` and `NAME.pem`.
    /// - Parameters:
    ///   - name: Becomes the file name and the common name, so it is limited as ``NodeName`` is.
    ///   - names: What the certificate proves; empty means `dns:` and the name.
    ///   - replacing: Whether files of that name may be replaced, each atomically.
    @discardableResult
    package func issue(
        name: String, names: [AlternativeName], days: Int, replacing: Bool, now: Date
    ) throws(PKIFailure) -> Written {
        let name = try AuthorityFiles.nodeName(name)
        let names = names.isEmpty ? [try AlternativeName(dns: name)] : names
        if !replacing {
            for path in [files.certificate(of: name), files.key(of: name)] where NewFile.exists(path) {
                throw PKIFailure("\(path) exists already; use --force to replace it, or move it away")
            }
        }
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let subject = try CertificatePEM.making { try DistinguishedName { CommonName(name) } }
        let issued = try certificate(
            for: name, subject: subject, names: names.map(\.generalName), key: key.publicKey, days: days, now: now)
        try PairedFiles.save(
            key: try CertificatePEM.text(key), at: files.key(of: name),
            certificate: try CertificatePEM.text([issued.certificate]), at: files.certificate(of: name),
            replacing: replacing)
        return Written(
            certificate: files.certificate(of: name), key: files.key(of: name),
            notAfter: issued.certificate.notValidAfter, endsWithAuthority: issued.endsWithAuthority)
    }

    /// Makes a node's certificate, which stands in the register by then but in no other file.
    func certificate(
        for node: String, subject: DistinguishedName, names: [GeneralName], key: Certificate.PublicKey, days: Int,
        now: Date
    ) throws(PKIFailure) -> (certificate: Certificate, endsWithAuthority: Bool) {
        // A leaf that outlives its CA would only be refused later, with more trouble.
        let wanted = now.addingTimeInterval(try Self.lifetime(days: days))
        let notAfter = min(wanted, certificate.notValidAfter)
        let notBefore = max(now.addingTimeInterval(-CertificateTemplate.backdating), certificate.notValidBefore)
        let issued = try CertificatePEM.making {
            try CertificateTemplate.node(
                subject: subject, names: names, key: key, serial: CertificateTemplate.randomSerial(),
                notBefore: notBefore, notAfter: notAfter, issuer: known.issuing)
        }
        try append(IssuedCertificate(issued, name: node, authority: certificate))
        return (issued, notAfter < wanted)
    }

    /// Writes down a certificate of one of the CAs here, if the register does not have it.
    package func register(_ entry: IssuedCertificate) throws(PKIFailure) {
        guard !entry.keySHA256.isEmpty, try IssuedRegister(files: files)?.entries.contains(entry) != true else {
            return
        }
        try append(entry)
    }

    private func append(_ entry: IssuedCertificate) throws(PKIFailure) {
        try IssuedRegister.append(entry, files: files) { () throws(PKIFailure) in
            // A CA older than the register: what its files still have of the time before.
            try NodeCertificate.all(of: known).compactMap { node in
                known.issuer(of: node.certificate)
                    .map { IssuedCertificate(node.certificate, name: node.name, authority: $0) }
            }
            .filter { $0 != entry }
        }
    }

    static func selfSigned(
        name: String, key: Certificate.PrivateKey, days: Int, now: Date
    ) throws(PKIFailure) -> Certificate {
        guard (1...CertificateTemplate.maximumCommonNameLength).contains(name.utf8.count) else {
            throw PKIFailure("the CA's name has to have 1 to \(CertificateTemplate.maximumCommonNameLength) bytes")
        }
        let lifetime = try lifetime(days: days)
        return try CertificatePEM.making {
            try CertificateTemplate.authority(
                name: name, key: key, serial: CertificateTemplate.randomSerial(), now: now, lifetime: lifetime)
        }
    }

    private static func lifetime(days: Int) throws(PKIFailure) -> TimeInterval {
        guard (1...maximumDays).contains(days) else {
            throw PKIFailure("\(days) days: use 1 to \(maximumDays)")
        }
        return TimeInterval(days) * 24 * 3600
    }
}
