import X509

/// Says why no chain reaches a configured CA: the question an operator has after "unknown authority".
struct MissingAuthority {
    let roots: [Certificate]

    func explanation(for presented: PresentedChain) -> String {
        if roots.isEmpty { return "ca_file has no CA certificate" }
        var tip = presented.leaf
        // Each step moves to a certificate that signed the tip; there are fewer than that many to move to.
        for _ in 0...presented.intermediates.count {
            let issuer = UntrustedText.quoted(tip.issuer.description)
            let namesakes = roots.filter { $0.subject == tip.issuer }
            if let signer = namesakes.first(where: { $0.publicKey.isValidSignature(tip.signature, for: tip) }) {
                return explanation(ofUnusable: signer)
            }
            if !namesakes.isEmpty {
                return
                    "ca_file has a CA named \(issuer), but with another key than the one that signed (was the CA made anew?)"
            }
            let signer = presented.intermediates.first {
                $0 != tip && $0.subject == tip.issuer && $0.publicKey.isValidSignature(tip.signature, for: tip)
            }
            guard let signer else {
                return tip.issuer == tip.subject
                    ? "\(issuer) is self-signed and not in ca_file"
                    : "the issuer \(issuer) is neither in ca_file nor among the certificates presented"
                        + (presented.ignoredCount > 0 ? " (\(presented.ignoredCount) of them ignored)" : "")
            }
            if CertificateRules.unknownCriticalExtension(of: signer) != nil {
                return explanation(ofUnusable: signer)
            }
            tip = signer
        }
        return "the certificates presented sign each other in a circle"
    }

    private func explanation(ofUnusable signer: Certificate) -> String {
        let name = UntrustedText.quoted(signer.subject.description)
        guard let unknown = CertificateRules.unknownCriticalExtension(of: signer) else {
            return "the CA \(name) cannot anchor this chain"
        }
        return "the CA \(name) has a critical extension that is not understood: \(unknown)"
    }
}
