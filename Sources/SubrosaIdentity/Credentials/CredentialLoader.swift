import FoundationEssentials
import SubrosaCore
import X509

/// Reads the files of ``CredentialFiles`` and gathers what is wrong with each; ``CredentialChecks`` then looks at
/// how they go together.
struct CredentialLoader {
    let files: CredentialFiles
    let identities: [Identity]?
    let rules: TrustRules
    let now: Date
    private(set) var problems: [CredentialProblem] = []

    init(files: CredentialFiles, identities: [Identity]?, rules: TrustRules, now: Date) {
        self.files = files
        self.identities = identities
        self.rules = rules
        self.now = now
    }

    mutating func load() async throws(CredentialProblems) -> Credentials {
        let chain = readCertificates(.certificate, path: files.certificate)
        let key = readKey()
        let roots = readAuthorities()
        let checks = CredentialChecks(files: files, identities: identities, now: now)
        if let chain { problems += checks.ofCertificate(chain[0]) }
        if let chain, let key { problems += checks.ofPair(chain, key: key.key) }
        // Only when the certificate by itself is fine: else the refusal would repeat what was said.
        if let chain, let roots, !problems.contains(where: { $0.field == .certificate && $0.severity == .error }) {
            problems += await checks.ofChain(chain, roots: roots)
        }
        guard let chain, let key, let roots, problems.allSatisfy({ $0.severity == .warning }) else {
            throw CredentialProblems(problems)
        }
        return Credentials(
            certificateChain: chain.map(\.der), privateKeyPEM: key.pem, trust: Trust(roots: roots, rules: rules),
            leaf: chain[0].certificate,
            warnings: problems)
    }

    /// - Returns: nil if the file cannot be read or is no PEM.
    private mutating func readBlocks(_ field: CredentialProblem.Field, path: String) -> [PEMBlock]? {
        let file: BoundedFile
        do {
            file = try BoundedFile(path: path)
        } catch {
            problem(.error, field, what: "\(path) cannot be read", why: error.why, remedy: error.remedy)
            return nil
        }
        if field == .key, file.mode & 0o007 != 0 {
            problem(
                .warning, field, what: "\(path) may be read or changed by every user of this machine",
                why: "its mode is \(String(file.mode, radix: 8))", remedy: "chmod 600 \(path)")
        }
        guard !file.bytes.isEmpty else {
            problem(.error, field, what: "\(path) is empty", why: "it has no bytes", remedy: "put the PEM text there")
            return nil
        }
        do {
            return try PEMText.blocks(in: file.bytes)
        } catch {
            problem(
                .error, field, what: "\(path) is not PEM", why: "line \(error.line): \(error.what)",
                remedy: "copy the file again, whole")
            return nil
        }
    }

    /// - Returns: At least one certificate, or nil.
    private mutating func readCertificates(
        _ field: CredentialProblem.Field, path: String
    ) -> [LoadedCertificate]? {
        guard let blocks = readBlocks(field, path: path) else { return nil }
        let found = blocks.filter(\.isCertificate)
        if found.isEmpty {
            let labels = blocks.prefix(3).map { UntrustedText.quoted($0.label, limit: 30) }.joined(separator: ", ")
            problem(
                .error, field, what: "\(path) has no certificate",
                why: blocks.isEmpty ? "there is no PEM block in it" : "it has \(labels)",
                remedy: "name a PEM file with -----BEGIN CERTIFICATE----- (from DER: openssl x509 -inform der)")
            return nil
        }
        if field == .authority, blocks.contains(where: \.isPrivateKey) {
            problem(
                .warning, field, what: "\(path) has a private key in it",
                why: "whoever reads the CA's key can issue certificates for every node",
                remedy: "take the key out; nodes need the CA's certificate only")
        }
        var certificates: [LoadedCertificate] = []
        for block in found {
            do {
                certificates.append(
                    LoadedCertificate(certificate: try Certificate(derEncoded: block.der), der: block.der))
            } catch {
                problem(
                    .error, field, what: "the certificate at line \(block.line) of \(path) cannot be used",
                    why: ParseFailure.explanation(of: error), remedy: "issue it again")
            }
        }
        return certificates.count == found.count ? certificates : nil
    }

    private mutating func readKey() -> LoadedKey? {
        let path = files.key
        guard let blocks = readBlocks(.key, path: path) else { return nil }
        let keys = blocks.filter(\.isPrivateKey)
        guard keys.count == 1, let block = keys.first else {
            problem(
                .error, .key,
                what: keys.isEmpty ? "\(path) has no private key" : "\(path) has \(keys.count) private keys",
                why: keys.isEmpty
                    ? "there is no -----BEGIN PRIVATE KEY----- (or EC, RSA) in it" : "it is not clear which is meant",
                remedy: "name a PEM file with the key of cert_file's first certificate")
            return nil
        }
        guard !block.isEncrypted else {
            problem(
                .error, .key, what: "the key in \(path) is encrypted",
                why: "encrypted keys are not supported by this version",
                remedy: "decrypt it (openssl pkey -in FILE -out FILE.plain) and protect the file by its mode, 0600")
            return nil
        }
        guard let key = try? LoadedKey(block) else {
            problem(
                .error, .key, what: "the key in \(path) cannot be used",
                why: "it is damaged, or of a kind that is not supported",
                remedy: "use EC (P-256, P-384, P-521), RSA of 2048 bits or more, or Ed25519, as PKCS#8, SEC1 or PKCS#1")
            return nil
        }
        return key
    }

    /// - Returns: The CAs among the certificates, at least one; or nil.
    private mutating func readAuthorities() -> [Certificate]? {
        guard let loaded = readCertificates(.authority, path: files.authority) else { return nil }
        let verdicts = loaded.map { (certificate: $0.certificate, flaw: flaw(ofAuthority: $0.certificate)) }
        let severity: CredentialProblem.Severity = verdicts.contains { $0.flaw == nil } ? .warning : .error
        for case (let certificate, let flaw?) in verdicts {
            problem(
                severity, .authority,
                what: "\(UntrustedText.quoted(certificate.subject.description)) in \(files.authority) is of no use",
                why: flaw, remedy: "put a valid CA certificate there, or take this one out")
        }
        let roots = loaded.map(\.certificate).filter { $0.version == .v3 && CertificateRules.isAuthority($0) }
        return roots.isEmpty ? nil : roots
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

    private mutating func problem(
        _ severity: CredentialProblem.Severity, _ field: CredentialProblem.Field, what: String, why: String,
        remedy: String
    ) {
        problems.append(CredentialProblem(severity, field, what: what, why: why, remedy: remedy))
    }
}
