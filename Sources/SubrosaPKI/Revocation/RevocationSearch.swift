import FoundationEssentials
import SubrosaIdentity
import X509

/// Finds the certificates that are to be revoked: those that the register knows, and those in the files.
package struct RevocationSearch: Sendable {
    private let known: KnownAuthorities
    private let register: IssuedRegister?
    /// What is in the directory's `NAME.pem` now.
    private let current: [IssuedCertificate]
    private let now: Date

    package init(known: KnownAuthorities, now: Date) throws(PKIFailure) {
        self.known = known
        self.register = try IssuedRegister(files: known.files)
        self.current = try NodeCertificate.all(of: known).compactMap { node in
            known.issuer(of: node.certificate)
                .map { IssuedCertificate(node.certificate, name: node.name, authority: $0) }
        }
        self.now = now
    }

    /// Whether certificates may have been issued that no file here knows of.
    package var lacksRegister: Bool { register == nil }

    /// - Parameters:
    ///   - text: As ``RevocationRequest`` reads it.
    ///   - keepingCurrent: Whether what a `NAME.pem` has now is not to be revoked: after a renewal.
    ///   - force: Whether a serial number that is not known is to be revoked all the same.
    /// - Returns: Certificates that have not expired, of CAs that are believed; at least one.
    package func find(
        _ text: String, keepingCurrent: Bool, force: Bool
    ) throws(PKIFailure) -> [IssuedCertificate] {
        let request = try RevocationRequest(text, known: known, register: register)
        let found = try candidates(request, force: force)
        guard !found.isEmpty else { throw nothing(request) }
        let valid = found.filter { $0.notAfter >= now }
        guard !valid.isEmpty else {
            throw PKIFailure("\(UntrustedText.quoted(text)) need not be revoked: what it names has expired")
        }
        let kept = keepingCurrent ? valid.filter { !current.contains($0) } : valid
        guard !kept.isEmpty else {
            throw PKIFailure(
                "nothing is left to revoke of \(UntrustedText.quoted(text)): all that it names is in use now (--keep-current); renew it first, or leave out --keep-current"
            )
        }
        return kept
    }

    /// What is in use now and has a key that `revoked` has, too: revoking has not made that key useless.
    package func stillUsed(_ revoked: [IssuedCertificate]) -> [IssuedCertificate] {
        let keys = Set(revoked.map(\.keySHA256))
        return current.filter { keys.contains($0.keySHA256) && !revoked.contains($0) }
    }

    private func candidates(_ request: RevocationRequest, force: Bool) throws(PKIFailure) -> [IssuedCertificate] {
        switch request {
        case .node(let name):
            let keys = Set(all.filter { $0.name == name }.map(\.keySHA256))
            return all.filter { $0.name == name || keys.contains($0.keySHA256) }
        case .file(let path):
            let named = try certificate(at: path)
            let others = all.filter { $0.keySHA256 == named.keySHA256 }
            // A CA older than the register learns of it now.
            return others.contains { $0.serial == named.serial } ? others : others + [named]
        case .serial(let serial):
            let found = all.filter { $0.serial == serial }
            guard found.isEmpty, force else { return found }
            return try known.signing().map {
                IssuedCertificate(
                    serial: serial, notAfter: $0.certificate.notValidAfter, name: IssuedCertificate.unnamed,
                    keySHA256: "", authoritySHA256: $0.keySHA256)
            }
        }
    }

    /// What the register and the files know, of CAs that are still believed; others are refused anyway.
    private var all: [IssuedCertificate] {
        let registered = register?.entries ?? []
        let authorities = Set(known.believed.map { KnownAuthorities.name(of: $0) })
        var seen: Set<String> = []
        return (registered + current).filter {
            authorities.contains($0.authoritySHA256) && seen.insert("\($0.serial) \($0.authoritySHA256)").inserted
        }
    }

    private func certificate(at path: String) throws(PKIFailure) -> IssuedCertificate {
        let certificate = try NodeCertificate.certificate(at: path)
        guard !certificate.isAuthority else {
            throw PKIFailure(
                "\(path) is a CA's certificate, which no node's list can revoke; see subrosa pki rotate-ca")
        }
        guard let issuer = known.issuer(of: certificate) else {
            throw PKIFailure(
                "\(path) cannot be revoked here: none of the CAs in \(known.files.certificate) has issued it; if nodes believe another CA, revoke it there"
            )
        }
        return IssuedCertificate(certificate, name: IssuedCertificate.unnamed, authority: issuer)
    }

    private func nothing(_ request: RevocationRequest) -> PKIFailure {
        switch request {
        case .serial(let serial):
            PKIFailure(
                "no CA in \(known.files.certificate) is known to have issued a certificate with the serial number \(serial);"
                    + " compare it with the log and with issued.txt; --force revokes it all the same")
        case .node(let text), .file(let text):
            PKIFailure(
                "nothing is known that \(UntrustedText.quoted(text)) was issued by a CA in \(known.files.certificate); name the certificate's file, or serial:HEX"
            )
        }
    }
}
