import FoundationEssentials
import SubrosaCore
import X509

/// Has ``CredentialReader`` read the files of ``CredentialFiles`` and ``CredentialChecks`` look at how they go together.
struct CredentialLoader {
    private let rules: TrustRules
    private let now: Date
    private let checks: CredentialChecks
    private var reader: CredentialReader

    init(files: CredentialFiles, identities: [Identity]?, rules: TrustRules, now: Date) {
        self.rules = rules
        self.now = now
        self.reader = CredentialReader(files: files)
        self.checks = CredentialChecks(files: files, identities: identities, now: now)
    }

    mutating func load() async throws(CredentialProblems) -> Credentials {
        let chain = reader.certificates(.certificate, path: reader.files.certificate)
        let key = reader.key()
        let authorities = readAuthorities()
        let lists = authorities.flatMap { authorities in
            reader.revocations(
                roots: authorities.useful, chain: (chain ?? []).map(\.certificate), rules: rules, now: now)
        }
        if let chain { reader.add(checks.ofCertificate(chain[0])) }
        if let chain, let key { reader.add(checks.ofPair(chain, key: key.key)) }
        let trust = authorities.map { Trust(roots: $0.roots, rules: rules, revocations: lists) }
        // Only when the certificate by itself is fine: else the refusal would repeat what was said.
        if let chain, let trust, !reader.problems.contains(where: { $0.field == .certificate && $0.severity == .error })
        {
            reader.add(await checks.ofChain(chain, trust: trust))
        }
        guard let chain, let key, let trust, reader.problems.allSatisfy({ $0.severity == .warning }) else {
            throw CredentialProblems(reader.problems)
        }
        return Credentials(
            certificateChain: chain.map(\.der), privateKeyPEM: key.pem, trust: trust, leaf: chain[0].certificate,
            warnings: reader.problems)
    }

    /// - Returns: The CAs among the certificates, at least one, and which of them are of use; or nil.
    private mutating func readAuthorities() -> (roots: [Certificate], useful: [Certificate])? {
        let path = reader.files.authority
        guard let loaded = reader.certificates(.authority, path: path) else { return nil }
        let verdicts = loaded.map { (certificate: $0.certificate, flaw: flaw(ofAuthority: $0.certificate)) }
        let severity: CredentialProblem.Severity = verdicts.contains { $0.flaw == nil } ? .warning : .error
        for case (let certificate, let flaw?) in verdicts {
            reader.problem(
                severity, .authority,
                what: "\(UntrustedText.quoted(certificate.subject.description)) in \(path) is of no use",
                why: flaw, remedy: "put a valid CA certificate there, or take this one out")
        }
        let roots = loaded.map(\.certificate).filter { $0.version == .v3 && CertificateRules.isAuthority($0) }
        return roots.isEmpty ? nil : (roots, verdicts.filter { $0.flaw == nil }.map(\.certificate))
    }

    private func flaw(ofAuthority certificate: Certificate) -> String? {
        do throws(Refusal) {
            try CertificateRules.checkIssuer(certificate, purposes: CertificatePurpose.allCases, now: now)
            return CertificateRules.unknownCriticalExtension(of: certificate).map {
                "it has a critical extension that is not understood: \($0)"
            }
        } catch {
            return error.detail
        }
    }
}
