import SubrosaIdentity
import SubrosaPKI

/// Says what a new `crl.pem` has, and what is to be done with it.
enum PKIRevocationReport {
    static func say(_ published: RevocationPublisher.Published) {
        for certificate in published.added {
            print("revoked \(line(certificate))")
        }
        for certificate in published.repeated {
            print("revoked before: \(line(certificate))")
        }
        if published.expiredCount > 0 {
            print("left out \(published.expiredCount) whose certificates have expired")
        }
        if published.foreignCount > 0 {
            print("left out \(published.foreignCount) lists of CAs that are not in ca.pem")
        }
        for list in published.lists {
            let end = list.nextUpdate.map(TimeText.utc) ?? "for ever"
            print(
                "wrote \(published.path): \(list.issuer), number \(list.number), \(list.revokedCount) revoked, runs out \(end)"
            )
        }
        for issuer in published.unsigned {
            StandardError.say("subrosa pki: the key of \(issuer) is not here: its list stays as it was")
        }
        if let failure = published.registerFailure {
            StandardError.say("subrosa pki: entries of expired certificates stay on the list: \(failure)")
        }
        print("next: copy it to every node, as tls.crl_file; each takes it up by itself (log: Reloaded)")
    }

    private static func line(_ certificate: IssuedCertificate) -> String {
        let name = certificate.name == IssuedCertificate.unnamed ? "" : " of \(certificate.name)"
        return "\(certificate.serial)\(name), valid until \(TimeText.utc(certificate.notAfter))"
    }
}
