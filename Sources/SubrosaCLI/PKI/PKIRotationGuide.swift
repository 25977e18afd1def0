import SubrosaIdentity
import SubrosaPKI
import X509

/// What to do after each step of replacing a CA: which files go where, and how to see that every node has them.
struct PKIRotationGuide {
    let files: AuthorityFiles

    func afterAdd(_ outcome: Rotation.Outcome, _ known: KnownAuthorities) {
        print(
            outcome == .done
                ? "wrote \(files.certificate) (the new CA and the old one) and \(files.newKey)"
                : "the new CA is in \(files.certificate) already; nothing was changed")
        list(known)
        print(
            """
            The new CA issues nothing yet; what is issued or renewed now is the old one's.
            next:
              1. copy \(files.certificate) to every node, as tls.ca_file\(withLists)
              2. wait until each node has logged Reloaded, or shows both CAs in subrosa status; a node
                 without the new CA will refuse all certificates of the next step
              3. subrosa pki rotate-ca --dir=\(files.directory) --step=issue
            """)
    }

    func afterSwitch(_ outcome: Rotation.Outcome, _ known: KnownAuthorities, remaining: [String]) {
        print(outcome == .done ? "the new CA issues from now on" : "the new CA issues already")
        list(known)
        if remaining.isEmpty { print("no certificate in \(files.directory) needs the old CA") }
    }

    func afterIssue() {
        print(
            """
            next:
              1. copy each NAME.pem and NAME.key to its node, one node after another; the order does not matter
              2. wait until subrosa status on every node shows each peer on the new CA (the log line Link up has it as
                 authority=); certificates that are not in \(files.directory) have to be issued again, too
              3. subrosa pki rotate-ca --dir=\(files.directory) --step=drop
            """)
    }

    func afterDrop(destroyable: String?, _ known: KnownAuthorities) {
        guard let destroyable else {
            print("no CA is being replaced; nothing was changed")
            return list(known)
        }
        print("took the old CA out of \(files.certificate)\(hasLists ? " and \(files.revocationLists)" : "")")
        list(known)
        print(
            """
            next:
              1. copy \(files.certificate) to every node, as tls.ca_file\(withLists); a node that still has the
                 old file goes on believing the old CA
              2. wait until each node has logged Reloaded, or shows the new CA alone in subrosa status
              3. destroy \(destroyable), and the copies in your backups
            """)
    }

    private var hasLists: Bool { NewFile.exists(files.revocationLists) }

    private var withLists: String { hasLists ? ", and \(files.revocationLists), as tls.crl_file" : "" }

    private func list(_ known: KnownAuthorities) {
        for certificate in known.believed {
            let subject = UntrustedText.escaped(certificate.subject.description)
            let issues = certificate == known.issuing.certificate ? ", which issues" : ""
            print("  \(subject)\(issues), until \(TimeText.utc(certificate.notValidAfter))")
            print("    key sha256 \(KeyFingerprint.hexadecimal(of: certificate.publicKey))")
        }
    }
}
