import FoundationEssentials
import SubrosaConfig
import SubrosaCore
import SubrosaIdentity
import SubrosaLocal
import SubrosaNames

/// Everything that a node needs to run, read and checked: what `subrosa run` starts with and `subrosa check-config`
/// reports on.
package struct Setup: Sendable {
    package let config: Config
    /// Which of the nodes this one is.
    package let node: Node
    package let credentials: Credentials
    /// The CA of ca_file that this node's own certificate stands on.
    package let authority: AuthorityName?
    /// By position; they do not keep the node from running.
    package let warnings: [ConfigProblem]

    /// What came of reading a configuration.
    package enum Outcome: Sendable {
        case ready(Setup)
        /// The file itself is sound, but which node this is was not said, so its key material was checked without
        /// knowing whom it should prove.
        case soundWithoutNode([ConfigProblem])
        case problems(ConfigProblems)
    }

    /// - Parameters:
    ///   - path: the configuration file.
    ///   - name: which node this is.
    ///   - isNameRequired: if false, a name that is not in the configuration is no problem.
    package static func load(path: String, name: String, isNameRequired: Bool, now: Date) async -> Outcome {
        let config: Config
        switch ConfigLoader.load(path: path, credentialDirectory: credentialDirectory) {
        case .success(let loaded): config = loaded
        case .failure(let problems): return .problems(problems)
        }
        let node: Node?
        switch config.node(named: name) {
        case .success(let found): node = found
        case .failure(let unknown):
            guard !isNameRequired else {
                return .problems(ConfigProblems(config.warnings + [problem(unknown, in: config)]))
            }
            node = nil
        }
        return await load(config, node, now: now)
    }

    /// The files that decide what ``load(path:name:isNameRequired:now:)`` returns: the configuration and what it names.
    static func files(path: String) -> Set<String> {
        let loaded = ConfigLoader.load(path: path, credentialDirectory: credentialDirectory)
        guard case .success(let config) = loaded else { return [path] }
        return config.files.union([path])
    }

    /// Where systemd puts the files of `LoadCredential=`.
    package static var credentialDirectory: String? { ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"] }

    private static func load(_ config: Config, _ node: Node?, now: Date) async -> Outcome {
        let files = CredentialFiles(
            certificate: config.tls.certificate.path, key: config.tls.key.path, authority: config.tls.authority.path,
            revocations: config.tls.revocations?.path, passphrase: config.tls.passphrase?.path,
            allowsWorldReadableKey: config.tls.allowsWorldReadableKey)
        do {
            let credentials = try await Credentials.load(
                files: files, identities: node?.identities, rules: config.tls.rules, now: now)
            let warnings = sorted(config.warnings + credentials.warnings.map { problem($0, in: config) })
            guard let node else { return .soundWithoutNode(warnings) }
            if let problem = alertmanagerElsewhere(config, node) {
                return .problems(ConfigProblems(warnings + [problem]))
            }
            let chain = try? await ChainVerifier(trust: credentials.trust)
                .verify(PresentedChain(der: credentials.certificateChain), purposes: [], now: now)
            return .ready(
                Setup(
                    config: config, node: node, credentials: credentials,
                    authority: chain?.last.map { AuthorityName(of: $0) }, warnings: warnings))
        } catch let error {
            let problems =
                error.problems.map { problem($0, in: config) }
                + (node.flatMap { alertmanagerElsewhere(config, $0) }.map { [$0] } ?? [])
            return .problems(ConfigProblems(sorted(config.warnings + problems)))
        }
    }

    private static func sorted(_ problems: [ConfigProblem]) -> [ConfigProblem] { ConfigProblems(problems).all }

    private static func problem(_ unknown: UnknownNode, in config: Config) -> ConfigProblem {
        ConfigProblem(
            file: config.file, mark: nil, what: "it is not known which node this is",
            why: "every node binds the virtual addresses of all others but not its own", remedy: "\(unknown)")
    }

    private static func problem(_ problem: CredentialProblem, in config: Config) -> ConfigProblem {
        let path =
            switch problem.field {
            case .certificate: config.tls.certificate
            case .key: config.tls.key
            case .authority: config.tls.authority
            case .revocations: config.tls.revocations ?? config.tls.authority
            case .passphrase: config.tls.passphrase ?? config.tls.key
            case .deny: config.tls.certificate
            }
        return ConfigProblem(
            file: config.file, mark: path.mark, severity: problem.severity == .error ? .error : .warning,
            what: problem.what, why: problem.why, remedy: problem.remedy)
    }
}
