import SubrosaIdentity
import X509

/// Certificates and keys as PEM, with failures in an operator's words.
enum CertificatePEM {
    static func text(_ certificates: [Certificate]) throws(PKIFailure) -> String {
        try making { try certificates.map { try $0.serializeAsPEM().pemString + "\n" }.joined() }
    }

    /// Secret.
    static func text(_ key: Certificate.PrivateKey) throws(PKIFailure) -> String {
        try making { try key.serializeAsPEM().pemString + "\n" }
    }

    /// Runs what makes or writes a certificate; it fails for what its maker was given only.
    static func making<T>(_ body: () throws -> T) throws(PKIFailure) -> T {
        do {
            return try body()
        } catch let failure as PKIFailure {
            throw failure
        } catch {
            throw PKIFailure("the certificate could not be made: \(UntrustedText.escaped(String(describing: error)))")
        }
    }
}
