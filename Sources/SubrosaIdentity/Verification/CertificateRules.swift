import FoundationEssentials
import SubrosaCore
import SwiftASN1
import X509

/// What one certificate must be like, by itself, to stand at its place in a chain.
enum CertificateRules {
    /// The critical extensions that ``ChainPolicy`` acts upon; any other makes a certificate unusable (RFC 5280 4.2).
    static let understoodExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.basicConstraints, .X509ExtensionID.nameConstraints, .X509ExtensionID.keyUsage,
        .X509ExtensionID.extendedKeyUsage, .X509ExtensionID.subjectAlternativeName,
    ]

    /// The peer's own certificate: in date, no CA, allowed to sign a handshake and to be used for `purposes`.
    static func checkLeaf(_ leaf: Certificate, purposes: [CertificatePurpose], now: Date) throws(Refusal) {
        let subject = "the certificate \(UntrustedText.quoted(leaf.subject.description))"
        try Validity.check(leaf, called: subject, now: now)
        try checkUsage(of: leaf, purposes: purposes)
    }

    /// As ``checkLeaf(_:purposes:now:)``, without the dates.
    static func checkUsage(of leaf: Certificate, purposes: [CertificatePurpose]) throws(Refusal) {
        let subject = "the certificate \(UntrustedText.quoted(leaf.subject.description))"
        if let unknown = unknownCriticalExtension(of: leaf) {
            throw Refusal(.certificateUsage, "\(subject) has a critical extension that is not understood: \(unknown)")
        }
        // Also keeps out self-signed certificates that stand in ca_file themselves: whoever holds the key of such a
        // one could issue certificates for every other node.
        if isAuthority(leaf) {
            throw Refusal(
                .certificateUsage, "\(subject) is a CA's; a node needs a certificate of its own, issued by that CA")
        }
        try checkUsages(of: leaf, called: subject, purposes: purposes, keyUsage: "digitalSignature", \.digitalSignature)
    }

    /// A certificate that has signed another one: a version 3 CA certificate (so that a version 1 leaf without
    /// extensions can never sign), in date, allowed to sign certificates, and not limited to other purposes.
    static func checkIssuer(_ issuer: Certificate, purposes: [CertificatePurpose], now: Date) throws(Refusal) {
        let name = "the CA certificate \(UntrustedText.quoted(issuer.subject.description))"
        try Validity.check(issuer, called: name, now: now)
        guard issuer.version == .v3, isAuthority(issuer) else {
            throw Refusal(.unknownAuthority, "\(name) is not marked as a CA (basicConstraints), so it may not issue")
        }
        try checkUsages(of: issuer, called: name, purposes: purposes, keyUsage: "keyCertSign", \.keyCertSign)
    }

    /// - Returns: Whether basicConstraints says CA; false if the extension is missing or cannot be parsed.
    static func isAuthority(_ certificate: Certificate) -> Bool {
        if case .isCertificateAuthority = try? certificate.extensions.basicConstraints { true } else { false }
    }

    /// The longest run of CAs below this one, if it is limited.
    static func maximumPathLength(of certificate: Certificate) -> Int? {
        if case .isCertificateAuthority(let length) = try? certificate.extensions.basicConstraints {
            length
        } else {
            nil
        }
    }

    static func unknownCriticalExtension(of certificate: Certificate) -> ASN1ObjectIdentifier? {
        certificate.extensions.first { $0.critical && !understoodExtensions.contains($0.oid) }?.oid
    }

    private static func checkUsages(
        of certificate: Certificate, called name: String, purposes: [CertificatePurpose], keyUsage: String,
        _ allows: (KeyUsage) -> Bool
    ) throws(Refusal) {
        do {
            _ = try certificate.extensions.basicConstraints
            if let usage = try certificate.extensions.keyUsage, !allows(usage) {
                throw Refusal(.certificateUsage, "the key usage of \(name) lacks \(keyUsage)")
            }
            for purpose in purposes where try !purpose.isAllowed(by: certificate) {
                throw Refusal(.certificateUsage, "the extended key usage of \(name) lacks \(purpose)")
            }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.certificateUnreadable, "an extension of \(name) cannot be parsed")
        }
    }
}
