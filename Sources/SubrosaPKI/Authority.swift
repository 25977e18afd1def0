import Crypto
import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import X509

/// A small certificate authority in a directory: `ca.pem` and `ca.key`, for trying out and for small fleets.
package struct Authority: Sendable {
    package static let certificateName = "ca.pem"
    package static let keyName = "ca.key"
    /// The longest lifetime that can be asked for, in days: a hundred years.
    package static let maximumDays = 36_500

    package let certificate: Certificate
    private let key: Certificate.PrivateKey
    private let directory: String

    /// What was written.
    package struct Written: Hashable, Sendable {
        package let certificate: String
        package let key: String
        package let notAfter: Date
        /// Whether the certificate ends with the CA's, sooner than asked for.
        package let endsWithAuthority: Bool
    }

    /// Makes a CA. Never replaces one: its key would be lost and every certificate with it.
    @discardableResult
    package static func create(directory: String, name: String, days: Int, now: Date) throws(PKIFailure) -> Written {
        guard (1...CertificateTemplate.maximumCommonNameLength).contains(name.utf8.count) else {
            throw PKIFailure("the CA's name has to have 1 to \(CertificateTemplate.maximumCommonNameLength) bytes")
        }
        let paths = (certificate: path(certificateName, in: directory), key: path(keyName, in: directory))
        for path in [paths.certificate, paths.key] where NewFile.exists(path) {
            throw PKIFailure(
                "\(path) exists already, and a CA is never overwritten; move it away, or use another --dir")
        }
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let certificate = try making {
            try CertificateTemplate.authority(
                name: name, key: key, serial: CertificateTemplate.randomSerial(), now: now,
                lifetime: try lifetime(days: days))
        }
        try savePair(key, at: paths.key, certificate, at: paths.certificate, replacing: false)
        return Written(
            certificate: paths.certificate, key: paths.key, notAfter: certificate.notValidAfter, endsWithAuthority: true
        )
    }

    /// Reads a CA that ``create(directory:name:days:now:)`` made, or any other with one CA certificate first in
    /// `ca.pem` and its key.
    package init(directory: String, now: Date) throws(PKIFailure) {
        let certificatePath = Self.path(Self.certificateName, in: directory)
        let keyPath = Self.path(Self.keyName, in: directory)
        guard let block = try PEMFile.blocks(at: certificatePath).first(where: \.isCertificate),
            let certificate = try? Certificate(derEncoded: block.der)
        else { throw PKIFailure("\(certificatePath) has no certificate that can be read; run subrosa pki init") }
        guard let keyBlock = try PEMFile.blocks(at: keyPath).first(where: \.isPrivateKey), !keyBlock.isEncrypted,
            let key = try? LoadedKey(keyBlock).key
        else { throw PKIFailure("\(keyPath) has no unencrypted private key that can be read") }
        guard key.publicKey == certificate.publicKey else {
            throw PKIFailure("\(keyPath) does not fit \(certificatePath): they are of two different CAs")
        }
        guard case .isCertificateAuthority = try? certificate.extensions.basicConstraints else {
            throw PKIFailure("\(certificatePath) is not a CA's certificate; nodes would not believe what it issues")
        }
        guard now < certificate.notValidAfter else {
            throw PKIFailure(
                "\(certificatePath) ended \(TimeText.utc(certificate.notValidAfter)); make a new CA and issue everything again"
            )
        }
        self.certificate = certificate
        self.key = key
        self.directory = directory
    }

    /// Makes a key and a certificate for a node: `NAME.key`, then `NAME.pem`.
    /// - Parameters:
    ///   - name: Becomes the file name and the common name, so it is limited as ``NodeName`` is.
    ///   - names: What the certificate proves; empty means `dns:` and the name.
    ///   - replacing: Whether files of that name may be replaced, each atomically.
    @discardableResult
    package func issue(
        name: String, names: [AlternativeName], days: Int, replacing: Bool, now: Date
    ) throws(PKIFailure) -> Written {
        let name = try Self.fileName(name)
        let names = names.isEmpty ? [try AlternativeName(dns: name)] : names
        let certificatePath = Self.path(name + ".pem", in: directory)
        let keyPath = Self.path(name + ".key", in: directory)
        if !replacing {
            for path in [certificatePath, keyPath] where NewFile.exists(path) {
                throw PKIFailure("\(path) exists already; use --force to replace it, or move it away")
            }
        }
        // A leaf that outlives its CA would only be refused later, with more trouble.
        let wanted = now.addingTimeInterval(try Self.lifetime(days: days))
        let notAfter = min(wanted, certificate.notValidAfter)
        let notBefore = max(now.addingTimeInterval(-CertificateTemplate.backdating), certificate.notValidBefore)
        let nodeKey = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let issued = try Self.making {
            try CertificateTemplate.node(
                name: name, names: names, key: nodeKey.publicKey, serial: CertificateTemplate.randomSerial(),
                notBefore: notBefore, notAfter: notAfter, issuer: certificate, issuerKey: key)
        }
        try Self.savePair(nodeKey, at: keyPath, issued, at: certificatePath, replacing: replacing)
        return Written(
            certificate: certificatePath, key: keyPath, notAfter: issued.notValidAfter,
            endsWithAuthority: notAfter < wanted)
    }

    /// The key first: a certificate without its key is of no use to anybody. If the certificate cannot be written, a
    /// key that replaced nothing is taken away again; one that replaced another stays, and the next try replaces both.
    private static func savePair(
        _ key: Certificate.PrivateKey, at keyPath: String, _ certificate: Certificate, at certificatePath: String,
        replacing: Bool
    ) throws(PKIFailure) {
        try NewFile.save(try pem(key), to: keyPath, mode: 0o600, replacing: replacing)
        do throws(PKIFailure) {
            try NewFile.save(try pem(certificate), to: certificatePath, mode: 0o644, replacing: replacing)
        } catch {
            if !replacing { NewFile.remove(keyPath) }
            throw error
        }
    }

    /// Checked by ``issue(name:names:days:replacing:now:)`` too, since a path is made from it.
    /// - Returns: `name`, if it may name a node's files.
    @discardableResult
    package static func fileName(_ name: String) throws(PKIFailure) -> String {
        guard NodeName(name) != nil, let first = name.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-")
        else {
            throw PKIFailure(
                "\(UntrustedText.quoted(name)) is no name for a node: use 1 to \(NodeName.maximumLength) letters, digits, ., _ and -,"
                    + " not beginning with . or -")
        }
        guard name.lowercased() != "ca" else { throw PKIFailure("a node cannot be named ca: those files are the CA's") }
        return name
    }

    private static func lifetime(days: Int) throws(PKIFailure) -> TimeInterval {
        guard (1...maximumDays).contains(days) else {
            throw PKIFailure("\(days) days: use 1 to \(maximumDays)")
        }
        return TimeInterval(days) * 24 * 3600
    }

    private static func path(_ name: String, in directory: String) -> String {
        directory.utf8.last == UInt8(ascii: "/") ? directory + name : "\(directory)/\(name)"
    }

    private static func making<T>(_ body: () throws -> T) throws(PKIFailure) -> T {
        do {
            return try body()
        } catch let failure as PKIFailure {
            throw failure
        } catch {
            throw PKIFailure("the certificate could not be made: \(UntrustedText.escaped(String(describing: error)))")
        }
    }

    private static func pem(_ certificate: Certificate) throws(PKIFailure) -> String {
        try making { try certificate.serializeAsPEM().pemString + "\n" }
    }

    private static func pem(_ key: Certificate.PrivateKey) throws(PKIFailure) -> String {
        try making { try key.serializeAsPEM().pemString + "\n" }
    }
}
