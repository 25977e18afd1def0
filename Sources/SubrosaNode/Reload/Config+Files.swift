import SubrosaConfig

extension Config {
    /// The files that it names.
    var files: Set<String> {
        Set([tls.certificate, tls.key, tls.authority, tls.revocations, tls.passphrase].compactMap { $0?.path })
    }
}
