import FoundationEssentials
import SubrosaCore
import X509

/// What a peer would hold against a node's credentials, told to the node's own operator. Pure.
struct CredentialChecks {
    let files: CredentialFiles
    let identities: [Identity]?
    let now: Date

    /// The node's own certificate by itself: dates, usages, names.
    func ofCertificate(_ leaf: LoadedCertificate) -> [CredentialProblem] {
        [ofDates(leaf.certificate)].compactMap { $0 } + ofUsages(leaf.certificate)
            + [ofNames(leaf.certificate)].compactMap { $0 }
    }

    /// Whether the key is the certificate's.
    func ofPair(_ chain: [LoadedCertificate], key: Certificate.PrivateKey) -> [CredentialProblem] {
        if chain[0].certificate.publicKey == key.publicKey { return [] }
        if let index = chain.firstIndex(where: { $0.certificate.publicKey == key.publicKey }) {
            return [
                CredentialProblem(
                    .error, .certificate, what: "the node's own certificate is not the first in \(files.certificate)",
                    why: "the key fits certificate number \(index + 1) in it",
                    remedy: "put the node's certificate first and each CA below what it issued")
            ]
        }
        return [
            CredentialProblem(
                .error, .key, what: "\(files.key) does not fit \(files.certificate)",
                why:
                    "the certificate \(UntrustedText.quoted(chain[0].certificate.subject.description)) has another public key",
                remedy: "name the key that the certificate was issued for (subrosa pki inspect shows both fingerprints)"
            )
        ]
    }

    /// Whether peers with the same ca_file, crl_file, deny and key_types would find a chain that they accept.
    func ofChain(_ chain: [LoadedCertificate], trust: Trust) async -> [CredentialProblem] {
        do throws(Refusal) {
            _ = try await ChainVerifier(trust: trust)
                .verify(try PresentedChain(der: chain.map(\.der)), purposes: CertificatePurpose.allCases, now: now)
            return []
        } catch {
            return [problem(for: error)]
        }
    }

    private func problem(for refusal: Refusal) -> CredentialProblem {
        let settings: (field: CredentialProblem.Field, with: String, remedy: String) =
            switch refusal.reason {
            case .certificateRevoked:
                (
                    .certificate, " by its CRL",
                    "issue this node a new certificate with a new key; if that CA is the revoked one, from another CA"
                )
            case .certificateDenied:
                (
                    .deny, " with the same tls.deny",
                    "issue this node a new certificate with a new key, or take the entry out"
                )
            case .revocationUnknown:
                (
                    .revocations, " with the same crl_file",
                    "put a fresh CRL of that CA into crl_file, or choose tls.crl_policy: fail_open"
                )
            case .keyType:
                (
                    .certificate, " with the same tls.key_types",
                    "issue it for a key of an allowed kind, or allow its kind in tls.key_types"
                )
            default:
                (
                    .certificate, " with the CAs of \(files.authority)",
                    "issue the certificate from a CA in ca_file, and add the CAs in between to cert_file"
                )
            }
        return CredentialProblem(
            .error, settings.field, what: "peers would refuse \(files.certificate)\(settings.with)",
            why: refusal.detail,
            remedy: settings.remedy)
    }

    private func ofDates(_ leaf: Certificate) -> CredentialProblem? {
        let end = TimeText.utc(leaf.notValidAfter)
        if now > leaf.notValidAfter {
            return CredentialProblem(
                .error, .certificate, what: "\(files.certificate) has expired",
                why: "it ended \(end), it is \(TimeText.utc(now)) here", remedy: "renew it, or set the clock")
        }
        if now < leaf.notValidBefore {
            return CredentialProblem(
                .error, .certificate, what: "\(files.certificate) is not valid yet",
                why: "it begins \(TimeText.utc(leaf.notValidBefore)), it is \(TimeText.utc(now)) here",
                remedy: "set the clock, or issue it again")
        }
        guard leaf.notValidAfter.timeIntervalSince(now) < Credentials.expiryWarning else { return nil }
        return CredentialProblem(
            .warning, .certificate, what: "\(files.certificate) expires soon", why: "it ends \(end)",
            remedy: "renew it before that")
    }

    private func ofUsages(_ leaf: Certificate) -> [CredentialProblem] {
        // A node dials and accepts, so it needs both; each missing one is worth its own line.
        CertificatePurpose.allCases.compactMap { purpose -> String? in
            do throws(Refusal) {
                try CertificateRules.checkUsage(of: leaf, purposes: [purpose])
                return nil
            } catch {
                return error.detail
            }
        }
        .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        .map {
            CredentialProblem(
                .error, .certificate, what: "peers would refuse \(files.certificate)", why: $0,
                remedy:
                    "issue a certificate that is no CA's, with the extended key usages clientAuth and serverAuth (subrosa pki issue does)"
            )
        }
    }

    private func ofNames(_ leaf: Certificate) -> CredentialProblem? {
        guard let identities, let first = identities.first else { return nil }
        guard let names = try? CertificateNames(of: leaf) else {
            return CredentialProblem(
                .error, .certificate, what: "the alternative names in \(files.certificate) cannot be parsed",
                why: "the extension is damaged", remedy: "issue it again")
        }
        guard !identities.contains(where: { IdentityMatcher.proves(names, $0) }) else { return nil }
        let expected = identities.map { UntrustedText.escaped($0.description) }.joined(separator: " or ")
        return CredentialProblem(
            .error, .certificate, what: "\(files.certificate) does not prove this node's identity \(expected)",
            why: "it proves \(names.summary)",
            remedy:
                "issue a certificate for it (\(Self.request(for: first))), or set identity: to a name that it has")
    }

    /// How to ask for a certificate that proves `identity`.
    private static func request(for identity: Identity) -> String {
        switch identity {
        case .dns(let name): "subrosa pki issue --dns=\(UntrustedText.escaped(name))"
        case .ip(let address): "subrosa pki issue --ip=\(address)"
        case .uri(let uri): "subrosa pki issue --uri=\(UntrustedText.escaped(uri))"
        case .dnsWildcard(let parent): "subrosa pki issue --dns=NAME.\(UntrustedText.escaped(parent))"
        case .organizationalUnit(let name): "with the organisational unit \(UntrustedText.quoted(name))"
        case .commonName(let name): "with the common name \(UntrustedText.quoted(name))"
        }
    }
}
