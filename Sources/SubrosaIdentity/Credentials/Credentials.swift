import FoundationEssentials
import SubrosaCore
import X509

/// A node's own certificate and key and the CAs it believes, read and found to fit together.
package struct Credentials: Sendable {
    /// A certificate that ends sooner than this gets a warning: 14 days, in seconds.
    package static let expiryWarning: TimeInterval = 14 * 24 * 3600

    /// DER, the node's own certificate first, then what stands below it in the file.
    package let certificateChain: [[UInt8]]
    /// The private key as one PEM block, unencrypted, for `NIOSSLPrivateKey(bytes:format: .pem)`. Secret.
    package let privateKeyPEM: [UInt8]
    package let trust: Trust
    /// The node's own certificate, parsed.
    package let leaf: Certificate
    /// Warnings only.
    package let warnings: [CredentialProblem]

    /// When the node's own certificate ends.
    package var notAfter: Date { leaf.notValidAfter }

    init(
        certificateChain: [[UInt8]], privateKeyPEM: [UInt8], trust: Trust, leaf: Certificate,
        warnings: [CredentialProblem]
    ) {
        self.certificateChain = certificateChain
        self.privateKeyPEM = privateKeyPEM
        self.trust = trust
        self.leaf = leaf
        self.warnings = warnings
    }

    /// Reads the files and makes the checks that every peer would make, so that a mistake shows here and not as
    /// a refusal in somebody else's log. Blocks on the disk; call it off the event loop.
    ///
    /// - Parameters:
    ///   - files: Each may have at most ``BoundedFile/maximumByteCount`` bytes of PEM; crl_file
    ///     ``CertificateList/maximumByteCount``, in PEM or DER.
    ///   - identities: What this node's certificate has to prove, one of them; nil leaves that unchecked.
    ///   - rules: What is asked of peers, which this node's own certificate has to meet as well.
    ///   - now: The time by which dates are judged.
    /// - Throws: All problems at once, warnings included, if one of them is an error.
    package static func load(
        files: CredentialFiles, identities: [Identity]?, rules: TrustRules, now: Date
    ) async throws(CredentialProblems) -> Credentials {
        var loader = CredentialLoader(files: files, identities: identities, rules: rules, now: now)
        return try await loader.load()
    }
}
