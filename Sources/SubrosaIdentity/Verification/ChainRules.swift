import FoundationEssentials
import SubrosaCore
import X509

/// What a whole candidate chain must be like, beyond its signatures and name constraints (which ``ChainPolicy``
/// leaves to swift-certificates). A pure function of the chain, so that a failed search can be explained afterwards.
struct ChainRules: Sendable {
    let purposes: [CertificatePurpose]
    let now: Date

    /// - Parameter chain: The leaf first, a certificate from ca_file last, each signed by the next.
    func check(_ chain: [Certificate]) throws(Refusal) {
        guard let leaf = chain.first else { throw Refusal(.noCertificate, "the chain is empty") }
        try CertificateRules.checkLeaf(leaf, purposes: purposes, now: now)
        // The Verifier takes a leaf that is itself a root for verified, whatever it is.
        guard chain.count > 1 else {
            throw Refusal(
                .certificateUsage,
                "the certificate \(UntrustedText.quoted(leaf.subject.description)) stands in ca_file itself; only a CA may"
            )
        }
        for certificate in chain.dropLast() where certificate.signatureAlgorithm == .sha1WithRSAEncryption {
            throw Refusal(
                .certificateUsage,
                "the certificate \(UntrustedText.quoted(certificate.subject.description)) is signed with SHA-1")
        }
        // CAs between the leaf and the issuer looked at; those that issued themselves do not count (RFC 5280 6.1.4 l).
        var authoritiesBelow = 0
        for issuer in chain.dropFirst() {
            try CertificateRules.checkIssuer(issuer, purposes: purposes, now: now)
            if let limit = CertificateRules.maximumPathLength(of: issuer), authoritiesBelow > limit {
                throw Refusal(
                    .unknownAuthority,
                    "the CA \(UntrustedText.quoted(issuer.subject.description)) allows \(limit) CAs below it, there are \(authoritiesBelow)"
                )
            }
            if issuer.issuer != issuer.subject { authoritiesBelow += 1 }
        }
    }
}
