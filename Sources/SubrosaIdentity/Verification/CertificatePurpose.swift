import X509

/// What a certificate is presented for: its owner either opened the TLS connection or accepted it.
package enum CertificatePurpose: Hashable, Sendable, CaseIterable {
    case clientAuth
    case serverAuth

    var usage: ExtendedKeyUsage.Usage {
        switch self {
        case .clientAuth: .clientAuth
        case .serverAuth: .serverAuth
        }
    }

    /// Whether the certificate may be used for this. One without the extension may be used for everything
    /// (RFC 5280 4.2.1.12).
    /// - Throws: swift-certificates' error if the extension cannot be parsed.
    func isAllowed(by certificate: Certificate) throws -> Bool {
        guard let usages = try certificate.extensions.extendedKeyUsage else { return true }
        return usages.contains(usage) || usages.contains(.any)
    }
}
