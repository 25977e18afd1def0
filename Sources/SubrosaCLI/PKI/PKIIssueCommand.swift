import ArgumentParser
import FoundationEssentials
import SubrosaIdentity
import SubrosaPKI

/// `subrosa pki issue NAME`: makes `NAME.pem` and `NAME.key`.
package struct PKIIssueCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Issue a node's certificate and key: NAME.pem and NAME.key.",
        discussion:
            "The certificate has to prove the identity that the configuration gives the node: by default dns: or"
            + " ip: and the host part of its address. Without --dns, --ip and --uri it proves dns:NAME.")

    @Argument(help: "The node's name, which is also the name of the files.")
    var name: String

    @Option(help: "The directory with ca.pem and ca.key, which is also written to.")
    var dir = "."

    @Option(help: "A DNS name to prove; may be repeated.")
    var dns: [String] = []

    @Option(help: "An IP address to prove; may be repeated.")
    var ip: [String] = []

    @Option(help: "A URI to prove, say a SPIFFE ID; may be repeated.")
    var uri: [String] = []

    @Option(help: "How many days the certificate is valid, but no longer than the CA.")
    var days = 365

    @Flag(help: "Replace NAME.pem and NAME.key if they exist.")
    var force = false

    package init() {}

    package func validate() throws {
        guard (1...Authority.maximumDays).contains(days) else {
            throw ValidationError("--days has to be 1 to \(Authority.maximumDays)")
        }
        do {
            try AuthorityFiles.nodeName(name)
            _ = try names()
        } catch {
            throw ValidationError(error.description)
        }
    }

    package func run() async throws {
        try PKICommand.reporting(locking: dir) { () throws(PKIFailure) in
            let now = Date()
            let authority = try Authority(directory: dir, now: now)
            let written = try authority.issue(name: name, names: try names(), days: days, replacing: force, now: now)
            let proves = try names().map(\.description).joined(separator: " ")
            let end = TimeText.utc(written.notAfter) + (written.endsWithAuthority ? ", the end of the CA" : "")
            print(
                "wrote \(written.certificate) (proves \(proves), valid until \(end)) and \(authority.files.key(of: name))"
            )
            print("next: copy both and ca.pem to the node, as tls.cert_file, tls.key_file and tls.ca_file")
        }
    }

    private func names() throws(PKIFailure) -> [AlternativeName] {
        var names: [AlternativeName] = []
        for text in dns { names.append(try AlternativeName(dns: text)) }
        for text in ip { names.append(try AlternativeName(ip: text)) }
        for text in uri { names.append(try AlternativeName(uri: text)) }
        return names.isEmpty ? [try AlternativeName(dns: name)] : names
    }
}
