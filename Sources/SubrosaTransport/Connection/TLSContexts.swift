import NIOCore
import NIOSSL
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

    /// - Throws: what BoringSSL says of a certificate or key that it cannot use.
    package init(credentials: Credentials) throws {
        let chain = try credentials.certificateChain.map {
            NIOSSLCertificateSource.certificate(try NIOSSLCertificate(bytes: $0, format: .der))
        }
        let key = NIOSSLPrivateKeySource.privateKey(
            try NIOSSLPrivateKey(bytes: credentials.privateKeyPEM, format: .pem))

        var server = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain, privateKey: key, trustRoots: .certificates([]))
        Self.harden(&server)
        accepting = try NIOSSLContext(configuration: server)

        var client = TLSConfiguration.makeClientConfiguration()
        client.certificateChain = chain
        client.privateKey = key
        client.trustRoots = .certificates([])
        client.certificateVerification = .noHostnameVerification
        Self.harden(&client)
        dialling = try NIOSSLContext(configuration: client)
    }

    private static func harden(_ configuration: inout TLSConfiguration) {
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = [Limits.applicationProtocol]
        configuration.shutdownTimeout = shutdownTimeout
    }
}
