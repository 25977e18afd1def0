import FoundationEssentials
import SubrosaCore
import X509

/// What ``TrustRules`` and the lists of revoked certificates have against a chain, each certificate of which was signed
/// by the next. Pure.
struct TrustChecks: Sendable {
    let rules: TrustRules
    let revocations: RevocationLists?
    let now: Date

    init(_ trust: Trust, now: Date) {
        self.rules = trust.rules
        self.revocations = trust.revocations
        self.now = now
    }

    /// The kind of the leaf's key. A CA's key is not looked at: which CAs to believe is what ca_file says.
    func checkKeyType(of leaf: Certificate) throws(Refusal) {
        let type = KeyType(of: leaf.publicKey)
        if let type, rules.keyTypes.contains(type) { return }
        let allowed = KeyType.allCases.filter(rules.keyTypes.contains).map(\.rawValue).joined(separator: ", ")
        throw Refusal(
            .keyType,
            "the certificate \(UntrustedText.quoted(leaf.subject.description)) has a key of kind \(type?.rawValue ?? "unknown"); tls.key_types: \(allowed)"
        )
    }

    /// By its key alone, which is true of a certificate whoever has signed it; an issuer and a serial number is what
    /// anybody may write into a certificate of his own.
    func checkKeyIsNotDenied(_ certificate: Certificate) throws(Refusal) {
        let key = KeyFingerprint.bytes(of: certificate.publicKey)
        guard rules.denied.contains(.key(sha256: key)) else { return }
        throw Refusal(
            .certificateDenied,
            "\(Self.name(certificate)) has the key sha256:\(KeyFingerprint.hexadecimal(of: certificate.publicKey)), which tls.deny has"
        )
    }

    /// Any certificate of the chain, the CA's included.
    func checkNothingIsDenied(in chain: [Certificate]) throws(Refusal) {
        guard !rules.denied.isEmpty else { return }
        for certificate in chain {
            try checkKeyIsNotDenied(certificate)
            let serial = Array(certificate.serialNumber.bytes.drop { $0 == 0 })
            let issuer = DeniedIssuer.text(of: certificate)
            guard rules.denied.contains(.serial(serial, issuer: issuer)) else { continue }
            throw Refusal(
                .certificateDenied,
                "\(Self.name(certificate)) has the serial number \(SerialText.hexadecimal(certificate.serialNumber)) of \(UntrustedText.quoted(certificate.issuer.description, limit: 60)), which tls.deny has"
            )
        }
    }

    /// Every certificate below the root, against its issuer's list.
    func checkRevocation(of chain: [Certificate]) throws(Refusal) {
        guard let revocations else { return }
        var unknown: Refusal?
        for (certificate, issuer) in zip(chain, chain.dropFirst()) {
            let authority = UntrustedText.quoted(issuer.subject.description, limit: 60)
            switch revocations.verdict(on: certificate, issuedBy: issuer, now: now) {
            case .good: break
            case .revoked(let entry, let thisUpdate):
                let reason = entry.reason.map { ", \($0.text)" } ?? ""
                throw Refusal(
                    .certificateRevoked,
                    "\(Self.name(certificate)), serial number \(SerialText.hexadecimal(certificate.serialNumber)), was revoked \(TimeText.utc(entry.date))\(reason): the list of \(authority) of \(TimeText.utc(thisUpdate))"
                )
            case .noList:
                unknown = unknown ?? Refusal(.revocationUnknown, "crl_file has no list of the CA \(authority)")
            case .runOut(let end):
                unknown =
                    unknown
                    ?? Refusal(
                        .revocationUnknown,
                        "the list of the CA \(authority) ended \(TimeText.utc(end)), it is \(TimeText.utc(now)) here")
            }
        }
        // Only now: that one certificate cannot be judged does not hide that another one is revoked.
        if rules.revocationPolicy == .failClosed, let unknown { throw unknown }
    }

    private static func name(_ certificate: Certificate) -> String {
        (CertificateRules.isAuthority(certificate) ? "the CA certificate " : "the certificate ")
            + UntrustedText.quoted(certificate.subject.description, limit: 60)
    }
}
