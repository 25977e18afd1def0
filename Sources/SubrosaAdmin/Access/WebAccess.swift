import NIOSSL
import SubrosaConfig
import SubrosaIdentity

/// How the admin pages may be reached, read and checked: over TLS or not, by whom.
package struct WebAccess: Sendable {
    /// nil: HTTP without TLS.
    let context: NIOSSLContext?
    /// Hashes by name; empty: everybody.
    let users: [String: String]
    /// The files that it was made from, as they were before they were read.
    let stamps: [String: FileStamp?]
    /// They do not keep the pages from being served.
    package let warnings: [ConfigProblem]

    /// Reads a web configuration file and the files that it names. Blocks for as long as the disk does.
    ///
    /// - Parameter credentialDirectory: where the files of paths like `credential:NAME` are.
    package static func load(path: String, credentialDirectory: String?) -> Result<WebAccess, ConfigProblems> {
        var stamps = FileStamp.all(of: [path])
        let file: WebFile
        switch WebFileLoader.load(path: path, credentialDirectory: credentialDirectory) {
        case .failure(let problems): return .failure(problems)
        case .success(let loaded): file = loaded
        }
        guard let tls = file.tls else {
            return .success(WebAccess(context: nil, users: file.users, stamps: stamps, warnings: file.warnings))
        }
        stamps.merge(FileStamp.all(of: Set(tls.files))) { own, _ in own }
        var reader = WebTLSFiles(file: file.file)
        let context = reader.context(tls)
        let problems = ConfigProblems(file.warnings + reader.problems)
        guard let context else { return .failure(problems) }
        return .success(WebAccess(context: context, users: file.users, stamps: stamps, warnings: problems.all))
    }

    /// The files to look at for changes, even if they cannot be used now.
    static func files(path: String, credentialDirectory: String?) -> Set<String> {
        guard case .success(let file) = WebFileLoader.load(path: path, credentialDirectory: credentialDirectory) else {
            return [path]
        }
        return Set([path] + (file.tls?.files ?? []))
    }
}

extension WebFile.TLS {
    /// The paths that it names.
    fileprivate var files: [String] {
        [certificate.path, key.path] + [clientAuthority].compactMap { $0?.path }
    }
}
