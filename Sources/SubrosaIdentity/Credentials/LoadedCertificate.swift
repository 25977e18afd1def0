import X509

/// A certificate and the very bytes that it was parsed from.
struct LoadedCertificate: Sendable {
    let certificate: Certificate
    let der: [UInt8]
}
