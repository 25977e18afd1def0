import FoundationEssentials
import SubrosaIdentity
import X509

/// The CAs of a directory: those that `ca.pem` has, and the keys that are at hand.
///
/// `ca.pem` says who is believed, `ca.key` who issues. Both may be exchanged one after the other, which is how a CA is
/// replaced without an interruption (``Rotation``).
package struct KnownAuthorities: Sendable {
    package let files: AuthorityFiles
    /// Everything in `ca.pem`, in its order; never empty.
    package let believed: [Certificate]
    /// The CA of `ca.key`.
    package let issuing: SigningAuthority

    package init(files: AuthorityFiles) throws(PKIFailure) {
        self.files = files
        self.believed = try Self.certificates(in: files.certificate)
        let key = try Self.key(at: files.key)
        guard let certificate = believed.first(where: { $0.publicKey == key.publicKey }) else {
            throw PKIFailure("\(files.key) does not fit \(files.certificate): they are of two different CAs")
        }
        guard certificate.isAuthority else {
            throw PKIFailure("\(files.certificate) is not a CA's certificate; nodes would not believe what it issues")
        }
        self.issuing = SigningAuthority(certificate: certificate, key: key)
    }

    /// The CA of `ca.new.key`, if it is believed already: the one that is to issue next.
    package func coming() throws(PKIFailure) -> SigningAuthority? { try other(files.newKey) }

    /// The CA of `ca.old.key`, if it is still believed: the one that has issued before.
    package func going() throws(PKIFailure) -> SigningAuthority? { try other(files.oldKey) }

    /// Every CA whose key is at hand, in the order of `ca.pem`.
    package func signing() throws(PKIFailure) -> [SigningAuthority] {
        let all = [issuing, try coming(), try going()].compactMap { $0 }
        return believed.compactMap { certificate in all.first { $0.certificate == certificate } }
    }

    /// The CA that has issued `certificate`; nil if it is none of those believed.
    package func issuer(of certificate: Certificate) -> Certificate? {
        believed.first { certificate.isIssued(by: $0) }
    }

    /// A CA as the register names it: by its key.
    static func name(of authority: Certificate) -> String { KeyFingerprint.hexadecimal(of: authority.publicKey) }

    private func other(_ path: String) throws(PKIFailure) -> SigningAuthority? {
        guard NewFile.exists(path) else { return nil }
        let key = try Self.key(at: path)
        guard key.publicKey != issuing.key.publicKey else { return nil }
        return believed.first { $0.publicKey == key.publicKey }
            .map { SigningAuthority(certificate: $0, key: key) }
    }

    static func key(at path: String) throws(PKIFailure) -> Certificate.PrivateKey {
        guard let block = try PEMFile.blocks(at: path).first(where: \.isPrivateKey), !block.isEncrypted,
            let key = try? LoadedKey(block).key
        else {
            throw PKIFailure(
                "\(path) has no unencrypted private key that can be read; put it back from a backup, or decrypt it (openssl pkey)"
            )
        }
        return key
    }

    private static func certificates(in path: String) throws(PKIFailure) -> [Certificate] {
        var certificates: [Certificate] = []
        for block in try PEMFile.blocks(at: path) where block.isCertificate {
            guard let certificate = try? Certificate(derEncoded: block.der) else {
                throw PKIFailure(
                    "the certificate at line \(block.line) of \(path) cannot be read; put the file back from a backup or a node"
                )
            }
            certificates.append(certificate)
        }
        guard !certificates.isEmpty else {
            throw PKIFailure("\(path) has no certificate that can be read; run subrosa pki init")
        }
        return certificates
    }
}
