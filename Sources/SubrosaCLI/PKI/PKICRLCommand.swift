import ArgumentParser
import FoundationEssentials
import SubrosaIdentity
import SubrosaPKI

/// `subrosa pki crl`: writes `crl.pem`.
package struct PKICRLCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "crl",
        abstract: "Revoke certificates, or refresh the list of those revoked: crl.pem.",
        discussion:
            "The list has everything revoked so far and what is named now; what has expired leaves it. Without --revoke"
            + " it only gets a new number and a new end. Copy it to every node as tls.crl_file, and refresh it, by cron"
            + " for example, before it runs out. A node's name stands for every certificate that it was ever issued, a"
            + " file for every certificate with its key, serial:HEX for that one alone.")

    enum Reason: String, CaseIterable, ExpressibleByArgument {
        case unspecified, keyCompromise, superseded, cessationOfOperation

        var reason: RevocationReason {
            switch self {
            case .unspecified: .unspecified
            case .keyCompromise: .keyCompromise
            case .superseded: .superseded
            case .cessationOfOperation: .cessationOfOperation
            }
        }
    }

    @Option(help: "The directory with ca.pem and ca.key.")
    var dir = "."

    @Option(help: "What to revoke: a node's NAME, a certificate's FILE, or serial:HEX; may be repeated.")
    var revoke: [String] = []

    @Option(help: "Why.")
    var reason = Reason.unspecified

    @Flag(
        name: .customLong("keep-current"),
        help: "Do not revoke what a NAME.pem has now: revoke the old certificates after a renewal.")
    var keepsCurrent = false

    @Flag(help: "Revoke a serial number also if it is not known that the CA has issued it.")
    var force = false

    @Option(help: "How many days until the list runs out.")
    var days = 30

    package init() {}

    package func validate() throws {
        guard (1...Authority.maximumDays).contains(days) else {
            throw ValidationError("--days has to be 1 to \(Authority.maximumDays)")
        }
        if revoke.isEmpty, keepsCurrent || force || reason != .unspecified {
            throw ValidationError("--reason, --keep-current and --force are for what --revoke names")
        }
    }

    package func run() async throws {
        try PKICommand.reporting(locking: dir) { () throws(PKIFailure) in
            let now = Date()
            let authority = try Authority(directory: dir, now: now)
            let publisher = try RevocationPublisher(known: authority.known)
            let found = try certificates(authority, now: now)
            // Before the list, so that it is never forgotten when these certificates end.
            for certificate in found where certificate.name == IssuedCertificate.unnamed {
                try authority.register(certificate)
            }
            let published = try publisher.publish(revoking: found, reason: reason.reason, days: days, now: now)
            PKIRevocationReport.say(published)
        }
    }

    private func certificates(_ authority: Authority, now: Date) throws(PKIFailure) -> [IssuedCertificate] {
        guard !revoke.isEmpty else { return [] }
        let search = try RevocationSearch(known: authority.known, now: now)
        if search.lacksRegister {
            StandardError.say(
                "subrosa pki: \(authority.files.register) does not exist, as this CA is older than it: only what the files here have is found; revoke earlier certificates by serial:HEX --force"
            )
        }
        var found: [IssuedCertificate] = []
        for text in revoke {
            for certificate in try search.find(text, keepingCurrent: keepsCurrent, force: force)
            where !found.contains(certificate) { found.append(certificate) }
        }
        let inUse = search.stillUsed(found)
        if reason == .keyCompromise, let first = inUse.first {
            throw PKIFailure(
                "\(authority.files.certificate(of: first.name)) is for the same key, which would stay believed; renew \(first.name) with a new key first, or leave out --keep-current"
            )
        }
        return found
    }
}
