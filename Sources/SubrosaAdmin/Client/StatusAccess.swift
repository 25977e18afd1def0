import NIOSSL
import SubrosaCore
import SubrosaIdentity

/// With what a node is asked that does not answer everybody.
package struct StatusAccess: Sendable {
    let credentials: BasicCredentials?
    private let authority: String?
    private let clientCertificate: String?
    private let clientKey: String?

    /// Nothing of all that.
    package static let none = StatusAccess()

    /// - Parameters:
    ///   - authority: path of the CA certificates to trust, PEM; nil: the system's.
    ///   - clientCertificate: path of a certificate to show, PEM; with `clientKey`.
    package init(
        credentials: BasicCredentials? = nil, authority: String? = nil, clientCertificate: String? = nil,
        clientKey: String? = nil
    ) {
        self.credentials = credentials
        self.authority = authority
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }

    /// - Throws: ``StatusFailure``, if a file cannot be used.
    func context() throws(StatusFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let authority { configuration.trustRoots = .certificates(try certificates(authority, "--ca.file")) }
        if let clientCertificate, let clientKey {
            let bytes = try read(clientKey, "--key.file")
            guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
                throw StatusFailure(
                    what: "--key.file holds no private key", remedy: "name a PEM file with a key, without a passphrase")
            }
            configuration.certificateChain = try certificates(clientCertificate, "--cert.file")
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(key)
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw StatusFailure(
                what: "--cert.file and --key.file cannot be used together",
                remedy: "name the key that the certificate was issued for")
        }
    }

    private func certificates(_ path: String, _ flag: String) throws(StatusFailure) -> [NIOSSLCertificate] {
        let bytes = try read(path, flag)
        guard let found = try? NIOSSLCertificate.fromPEMBytes(bytes), !found.isEmpty else {
            throw StatusFailure(
                what: "\(flag) holds no certificate", remedy: "name a PEM file (-----BEGIN CERTIFICATE-----)")
        }
        return found
    }

    private func read(_ path: String, _ flag: String) throws(StatusFailure) -> [UInt8] {
        do throws(BoundedFile.Failure) {
            return try BoundedFile(path: path).bytes
        } catch {
            throw StatusFailure(
                what: "\(flag) \(UntrustedText.quoted(path)) cannot be read: \(error.why)", remedy: error.remedy)
        }
    }

    /// The password in a file: its first line.
    ///
    /// - Throws: ``StatusFailure``.
    package static func password(in path: String) throws(StatusFailure) -> [UInt8] {
        let none = StatusAccess()
        let bytes = try none.read(path, "--password.file")
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else {
            throw StatusFailure(what: "--password.file has no password", remedy: "write it into the first line")
        }
        return Array(line)
    }
}
