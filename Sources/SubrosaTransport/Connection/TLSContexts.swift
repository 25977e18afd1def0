import NIOCore
import NIOSSL
import SubrosaCore
import SubrosaIdentity
import SubrosaWire

/// The TLS contexts made from one set of credentials: TLS 1.3 only, ALPN `subrosa/1`, certificates from both sides.
///
/// Verification by BoringSSL is replaced: each connection brings ``PeerVerifier`` as its callback, so the trust roots
/// given here decide nothing, and hostname checks (which would accept an IP address or a CN) are off.
package struct TLSContexts: Sendable {
    /// How long an orderly TLS close may wait for the peer's answer.
    private static let shutdownTimeout = TimeAmount.seconds(1)

    let dialling: NIOSSLContext
    let accepting: NIOSSLContext

    /// What a peer's signature may be: what every key of `tls.key_types` can make, whichever of them are allowed, since
    /// the verifier refuses the others in plainer words. BoringSSL's own list lacks P-521 and Ed25519, and has SHA-1.
    /// RSA with PKCS #1 is for signatures of CAs only (RFC 8446, section 4.2.3).
    private static let signatures: [SignatureAlgorithm] = [
        .ecdsaSecp256R1Sha256, .ed25519, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512, .rsaPssRsaeSha256,
        .rsaPssRsaeSha384, .rsaPssRsaeSha512, .rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512,
    ]

    /// - Parameter keyExchanges: preferred first.
    /// - Throws: what BoringSSL says of a certificate or key that it cannot use.
    package init(credentials: Credentials, keyExchanges: [KeyExchange] = KeyExchange.allCases) throws {
        let chain = try credentials.certificateChain.map {
            NIOSSLCertificateSource.certificate(try NIOSSLCertificate(bytes: $0, format: .der))
        }
        let key = NIOSSLPrivateKeySource.privateKey(
            try NIOSSLPrivateKey(bytes: credentials.privateKeyPEM, format: .pem))

        var server = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain, privateKey: key, trustRoots: .certificates([]))
        Self.harden(&server, keyExchanges)
        accepting = try NIOSSLContext(configuration: server)

        var client = TLSConfiguration.makeClientConfiguration()
        client.certificateChain = chain
        client.privateKey = key
        client.trustRoots = .certificates([])
        client.certificateVerification = .noHostnameVerification
        Self.harden(&client, keyExchanges)
        dialling = try NIOSSLContext(configuration: client)
    }

    private static func harden(_ configuration: inout TLSConfiguration, _ keyExchanges: [KeyExchange]) {
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = [Limits.applicationProtocol]
        configuration.shutdownTimeout = shutdownTimeout
        configuration.curves = keyExchanges.map(curve)
        configuration.verifySignatureAlgorithms = signatures
    }

    private static func curve(_ keyExchange: KeyExchange) -> NIOTLSCurve {
        switch keyExchange {
        case .x25519MLKEM768: .x25519_MLKEM768
        case .x25519: .x25519
        case .p256: .secp256r1
        case .p384: .secp384r1
        case .p521: .secp521r1
        }
    }
}
