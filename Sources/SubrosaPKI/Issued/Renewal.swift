import Crypto
import FoundationEssentials
import SubrosaIdentity
import X509

/// Issues certificates anew: the same names and subject, from the CA that issues now.
package struct Renewal: Sendable {
    private let authority: Authority
    private let lists: RevocationLists?
    private let days: Int
    private let keepsKey: Bool
    private let before: TimeInterval?
    private let now: Date

    /// - Parameters:
    ///   - keepsKey: Whether the new certificate is for the old key. A new one by default: a key that was copied by
    ///     somebody unnoticed is worth nothing then after each renewal.
    ///   - before: Renews only what ends within this many seconds.
    package init(
        authority: Authority, days: Int, keepsKey: Bool = false, before: TimeInterval? = nil, now: Date
    ) throws(PKIFailure) {
        self.authority = authority
        self.lists = try RevocationLists(known: authority.known)
        self.days = days
        self.keepsKey = keepsKey
        self.before = before
        self.now = now
    }

    package enum Outcome: Hashable, Sendable {
        case renewed(Authority.Written)
        /// It ends later than asked about.
        case endsLater(Date)
        /// It ends with the CA, so that a new one would end no later.
        case endsWithAuthority(Date)
        /// It has been revoked, and nobody asked for this node by name.
        case revoked
    }

    /// The nodes of the directory, in order of their names.
    package func nodes() throws(PKIFailure) -> [String] { try NodeCertificate.all(of: authority.known).map(\.name) }

    /// Replaces `NAME.pem` and `NAME.key`; the old certificate stays as `NAME.pem.old`.
    ///
    /// The old key does not: the node has its copy until it gets the new pair, and a key that lies about gets stolen.
    /// - Parameter byName: Whether the operator has named this node. One that is only met among all others is left
    ///   alone if it has been revoked: a cron job must not let it in again.
    package func renew(_ name: String, byName: Bool) throws(PKIFailure) -> Outcome {
        let files = authority.files
        let node = try NodeCertificate(name: name, files: files)
        let old = node.certificate
        guard !old.isAuthority, let issuer = authority.known.issuer(of: old) else {
            throw PKIFailure(
                "\(node.path) cannot be renewed: none of the CAs in \(files.certificate) has issued it; use subrosa pki issue \(name) --force"
            )
        }
        if lists?.entry(for: old, issuer: issuer) != nil {
            guard byName else { return .revoked }
            guard !keepsKey else {
                throw PKIFailure(
                    "\(node.path) has been revoked, and its key may be in other hands; renew it with a new key (without --keep-key)"
                )
            }
        }
        if let before {
            guard old.notValidAfter < now.addingTimeInterval(before) else { return .endsLater(old.notValidAfter) }
            // Else a cron job would make a new pair each day, none of them any better.
            guard old.notValidAfter < authority.certificate.notValidAfter else {
                return .endsWithAuthority(old.notValidAfter)
            }
        }
        return .renewed(try replace(node))
    }

    private func replace(_ node: NodeCertificate) throws(PKIFailure) -> Authority.Written {
        let files = authority.files
        let old = node.certificate
        let names: [GeneralName]
        do {
            names = try old.extensions.subjectAlternativeNames.map { Array($0) } ?? []
        } catch {
            throw PKIFailure("the names in \(node.path) cannot be read; use subrosa pki issue \(node.name) --force")
        }
        let key = keepsKey ? nil : Certificate.PrivateKey(P256.Signing.PrivateKey())
        let issued = try authority.certificate(
            for: node.name, subject: old.subject, names: names, key: key?.publicKey ?? old.publicKey, days: days,
            now: now)
        try NewFile.save(
            try CertificatePEM.text([old]), to: files.formerCertificate(of: node.name), mode: 0o644, replacing: true)
        let certificate = try CertificatePEM.text([issued.certificate])
        if let key {
            try PairedFiles.save(
                key: try CertificatePEM.text(key), at: files.key(of: node.name), certificate: certificate,
                at: node.path, replacing: true)
        } else {
            try NewFile.save(certificate, to: node.path, mode: 0o644, replacing: true)
        }
        return Authority.Written(
            certificate: node.path, key: key == nil ? nil : files.key(of: node.name),
            notAfter: issued.certificate.notValidAfter, endsWithAuthority: issued.endsWithAuthority)
    }
}
