import NIOSSL
import SubrosaConfig
import SubrosaIdentity

/// Reads the files of `tls_server_config`, and gathers what is wrong with them.
struct WebTLSFiles {
    /// The web configuration file, for messages.
    let file: String
    private(set) var problems: [ConfigProblem] = []

    init(file: String) { self.file = file }

    /// - Returns: nil with a problem.
    mutating func context(_ tls: WebFile.TLS) -> NIOSSLContext? {
        let chain = certificates(tls.certificate, "cert_file")
        let key = privateKey(tls.key)
        var roots: [NIOSSLCertificate]? = []
        if let authority = tls.clientAuthority { roots = certificates(authority, "client_ca_file") }
        guard let chain, let key, let roots else { return nil }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = tls.minimumVersion == .tls13 ? .tlsv13 : .tlsv12
        configuration.trustRoots = .certificates(roots)
        configuration.certificateVerification =
            switch tls.clientAuthentication {
            case .none: .none
            case .ifGiven: .optionalVerification
            case .required: .noHostnameVerification
            }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            report(
                tls.key, "cert_file and key_file cannot be used together", why: "\(error)",
                remedy: "put the key there that the certificate was issued for")
            return nil
        }
    }

    private mutating func certificates(_ path: LocatedPath, _ key: String) -> [NIOSSLCertificate]? {
        guard let bytes = read(path, key)?.bytes else { return nil }
        if let found = try? NIOSSLCertificate.fromPEMBytes(bytes), !found.isEmpty { return found }
        report(
            path, "\(key) holds no certificate", why: "there is none in PEM in it that can be read",
            remedy: "write the path of a PEM file with certificates (-----BEGIN CERTIFICATE-----)")
        return nil
    }

    private mutating func privateKey(_ path: LocatedPath) -> NIOSSLPrivateKey? {
        guard let file = read(path, "key_file") else { return nil }
        guard let key = try? NIOSSLPrivateKey(bytes: file.bytes, format: .pem) else {
            report(
                path, "key_file holds no private key",
                why: "there is none in PEM in it that can be read without a passphrase",
                remedy: "write the path of a PEM file with the key of cert_file (-----BEGIN PRIVATE KEY-----)")
            return nil
        }
        if file.mode & 0o004 != 0 {
            report(
                path, "key_file can be read by every user of this machine",
                why: "who has the key can pass for this node's pages",
                remedy: "chmod o-r \(QuotedText.escaped(path.path))",
                severity: .warning)
        }
        return key
    }

    private mutating func read(_ path: LocatedPath, _ key: String) -> BoundedFile? {
        do throws(BoundedFile.Failure) {
            return try BoundedFile(path: path.path)
        } catch {
            report(
                path, "\(key) \(QuotedText.quote(path.path)) cannot be read", why: error.why, remedy: error.remedy)
            return nil
        }
    }

    private mutating func report(
        _ path: LocatedPath, _ what: String, why: String, remedy: String,
        severity: ConfigProblem.Severity = .error
    ) {
        problems.append(
            ConfigProblem(file: file, mark: path.mark, severity: severity, what: what, why: why, remedy: remedy))
    }
}
