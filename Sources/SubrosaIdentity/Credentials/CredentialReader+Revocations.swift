import FoundationEssentials
import SubrosaCore
import X509

extension CredentialReader {
    /// crl_file. Whatever is wrong with it is an error: a list that was to be heeded and is not would let revoked
    /// certificates in. But with crl_policy: fail_open a list that has run out is taken, with a warning, for what it
    /// still says; else nothing else in the configuration could be changed until there is a new one.
    ///
    /// A list has to be signed by a CA in ca_file, or in cert_file below this node's own certificate. So a list of a CA
    /// that is in neither, and only known from what peers present, is not taken: put that CA into cert_file or ca_file.
    /// Verifying lists against a stranger's chain would add nothing but that stranger's choice.
    ///
    /// - Parameters:
    ///   - roots: The CAs of ca_file that are of use.
    ///   - chain: The certificates of cert_file.
    /// - Returns: nil if there is no crl_file, or something is wrong with it.
    mutating func revocations(roots: [Certificate], chain: [Certificate], rules: TrustRules, now: Date)
        -> RevocationLists?
    {
        guard let path = files.revocations else { return nil }
        let holds = "the lists (CRLs) of the CAs in ca_file"
        guard
            let bytes = bytes(.revocations, path: path, limit: CertificateList.maximumByteCount, holds: holds),
            let found = lists(in: bytes, path: path)
        else { return nil }
        let errors = problems.count
        var lists = RevocationLists()
        for item in found {
            let place = item.line.map { "the CRL at line \($0) of \(path)" } ?? "the CRL in \(path)"
            guard let authority = signer(of: item.list, called: place, among: roots + chain) else { continue }
            lists.add(item.list, of: authority)
        }
        // Of several lists of a CA only the newest one counts, so only its dates matter.
        for list in lists.all { checkDates(of: list, path: path, policy: rules.revocationPolicy, now: now) }
        guard !problems[errors...].contains(where: { $0.severity == .error }) else { return nil }
        for authority in roots.reduce(into: [Certificate](), { if !$0.contains($1) { $0.append($1) } }) {
            checkCoverage(of: authority, lists, path: path, rules: rules)
        }
        return problems[errors...].contains { $0.severity == .error } ? nil : lists
    }

    private mutating func lists(in bytes: [UInt8], path: String) -> [CertificateListFile.Found]? {
        do throws(CertificateListFile.Failure) {
            return try CertificateListFile(bytes: bytes).lists
        } catch {
            report(error, path: path)
            return nil
        }
    }

    private mutating func report(_ failure: CertificateListFile.Failure, path: String) {
        switch failure {
        case .malformedPEM(let line, let what):
            problem(
                .error, .revocations, what: "\(path) is not PEM", why: "line \(line): \(what)",
                remedy: "copy the file again, whole")
        case .noList(let labels):
            problem(
                .error, .revocations, what: "\(path) has no CRL",
                why: labels.isEmpty
                    ? "it is neither DER nor has a PEM block" : "it has \(labels.joined(separator: ", "))",
                remedy: "name a file with -----BEGIN X509 CRL-----, or a single CRL in DER")
        case .tooManyLists(let count):
            problem(
                .error, .revocations, what: "\(path) has \(count) CRLs",
                why: "at most \(CertificateListFile.maximumListCount) are read",
                remedy: "keep the newest list of each CA")
        case .flawed(let line, let flaw):
            problem(
                .error, .revocations,
                what: "the CRL \(line.map { "at line \($0) of" } ?? "in") \(path) cannot be used",
                why: flaw.explanation, remedy: flaw.remedy)
        }
    }

    private mutating func signer(
        of list: CertificateList, called place: String, among authorities: [Certificate]
    ) -> Certificate? {
        let name = UntrustedText.quoted(list.issuer.description)
        var anotherKey = false
        var flaw: String?
        for authority in authorities {
            switch list.signer(authority) {
            case .signed: return authority
            case .anotherName: break
            case .anotherKey: anotherKey = true
            case .mayNot(let why): flaw = why
            }
        }
        if let flaw {
            problem(
                .error, .revocations, what: "\(place) is signed by a CA that may not sign lists",
                why: "\(name): \(flaw)", remedy: "issue that CA's certificate again, with the key usage cRLSign")
        } else if anotherKey {
            problem(
                .error, .revocations, what: "\(place) is not signed by the CA that it names",
                why: "the key of \(name) in ca_file or cert_file has not signed it, or the list was changed since",
                remedy: "fetch the list again; if the CA was made anew, take its new list")
        } else {
            problem(
                .error, .revocations, what: "\(place) is of a CA that is not known here",
                why: "\(name) is neither in ca_file nor, as a CA, in cert_file",
                remedy: "take the list out, or put that CA's certificate into cert_file or ca_file")
        }
        return nil
    }

    private mutating func checkDates(
        of list: CertificateList, path: String, policy: RevocationPolicy, now: Date
    ) {
        let name = "the CRL of \(UntrustedText.quoted(list.issuer.description)) in \(path)"
        let clock = "it is \(TimeText.utc(now)) here"
        if list.thisUpdate > now {
            problem(
                .error, .revocations, what: "\(name) is not valid yet",
                why: "it begins \(TimeText.utc(list.thisUpdate)), \(clock)",
                remedy: "set the clock, or fetch the list again")
        }
        guard let end = list.nextUpdate else {
            problem(
                .error, .revocations, what: "\(name) has no end",
                why: "it lacks nextUpdate, so nobody can tell whether it is still the newest",
                remedy: "have the CA say when the next list comes (subrosa pki crl, or openssl ca -gencrl -crldays)")
            return
        }
        if now > end {
            problem(
                policy == .failClosed ? .error : .warning, .revocations, what: "\(name) has run out",
                why: "it ended \(TimeText.utc(end)), \(clock)",
                remedy: "fetch the CA's newest list, or make one (subrosa pki crl)")
        }
    }

    private mutating func checkCoverage(
        of authority: Certificate, _ lists: RevocationLists, path: String, rules: TrustRules
    ) {
        // What a denied CA has issued is refused anyway.
        let isDenied = rules.denied.contains(.key(sha256: KeyFingerprint.bytes(of: authority.publicKey)))
        guard !isDenied, lists.list(of: authority) == nil else { return }
        let name = UntrustedText.quoted(authority.subject.description)
        let remedy = "put its list into crl_file (subrosa pki crl)"
        switch rules.revocationPolicy {
        case .failClosed:
            problem(
                .error, .revocations, what: "\(path) has no CRL of the CA \(name) in ca_file",
                why: "every certificate that it has issued would be refused",
                remedy: "\(remedy), or choose tls.crl_policy: fail_open")
        case .failOpen:
            problem(
                .warning, .revocations, what: "\(path) has no CRL of the CA \(name) in ca_file",
                why: "no certificate that it has issued counts as revoked", remedy: remedy)
        }
    }
}
