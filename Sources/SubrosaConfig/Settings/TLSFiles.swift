/// A path and the place that names it, so that a later check of the file can say where to mend it.
package struct LocatedPath: Hashable, Sendable {
    /// Ready to open: absolute, or relative to the working directory just as the configuration file's own path was.
    package let path: String
    /// As the file has it.
    package let written: String
    package let mark: Mark
}

/// The files that `tls` names. Nobody has looked at them yet.
package struct TLSFiles: Hashable, Sendable {
    /// `cert_file`: this node's certificate and what lies between it and the CA, PEM.
    package let certificate: LocatedPath
    /// `key_file`: the certificate's private key, PEM.
    package let key: LocatedPath
    /// `ca_file`: the certificates that every peer's must chain to, PEM.
    package let authority: LocatedPath
}
