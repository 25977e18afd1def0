import FoundationEssentials
import SubrosaConfig
import SubrosaCore
import SubrosaIdentity
import SubrosaNode

/// Reads the configuration and the files that it names, as `subrosa run` does, but goes as far as it can.
enum ConfigurationProbe {
    enum Outcome {
        /// The file cannot be used, or this node is not in it.
        case unusable([CredentialObservation.Problem])
        case usable(Found)
    }

    struct Found {
        let config: Config
        let site: Site
        let credentials: CredentialObservation
        /// nil if the files do not make a node that peers would accept.
        let setup: Setup?
    }

    static func look(path: String, node name: String, now: Date) async -> Outcome {
        switch ConfigLoader.load(path: path, credentialDirectory: Setup.credentialDirectory) {
        case .failure(let problems): return .unusable(problems.errors.map { problem($0, isOfCertificate: false) })
        case .success(let config):
            switch config.node(named: name) {
            case .failure(let unknown):
                return .unusable([
                    CredentialObservation.Problem(
                        place: path, what: "it is not known which node this is",
                        why: "\(UntrustedText.quoted(name)) is none of the nodes", remedy: "\(unknown)",
                        isOfCertificate: false)
                ])
            case .success(let node): return .usable(await look(config, node, path: path, now: now))
            }
        }
    }

    private static func look(_ config: Config, _ node: Node, path: String, now: Date) async -> Found {
        let outcome = await Setup.load(path: path, name: node.name.text, isNameRequired: true, now: now)
        var credentials = CredentialObservation(dates: CertificateDates(ofFile: config.tls.certificate.path))
        var found: Setup?
        switch outcome {
        case .ready(let setup):
            found = setup
            credentials.endings = endings(setup.credentials.trust)
        case .problems(let problems):
            credentials.problems = problems.errors.map {
                problem($0, isOfCertificate: $0.mark == config.tls.certificate.mark)
            }
        // A name was given.
        case .soundWithoutNode: break
        }
        return Found(config: config, site: Site(config, node: node), credentials: credentials, setup: found)
    }

    private static func endings(_ trust: Trust) -> [CredentialObservation.Ending] {
        trust.roots.map { root in
            CredentialObservation.Ending(
                what: "the CA \(UntrustedText.quoted(root.subject.description))", end: root.notValidAfter)
        }
            + trust.revocationLists.map { list in
                CredentialObservation.Ending(what: "the CRL of '\(list.issuer)'", end: list.nextUpdate.date)
            }
    }

    private static func problem(_ problem: ConfigProblem, isOfCertificate: Bool) -> CredentialObservation.Problem {
        CredentialObservation.Problem(
            place: QuotedText.escaped(problem.file) + (problem.mark.map { ":\($0)" } ?? ""), what: problem.what,
            why: problem.why, remedy: problem.remedy, isOfCertificate: isOfCertificate)
    }
}
