import SubrosaCore

/// YAML to a configuration, or to everything that is wrong with it.
package enum ConfigLoader {
    /// Pure: opens no file, neither `file` nor those that the text names.
    ///
    /// - Parameters:
    ///   - text: the file's bytes. More than ``YAMLLimits/fileBytes`` are a problem.
    ///   - file: as the operator named it: for messages, and for the directory that relative paths start from.
    ///   - credentialDirectory: where the files of paths like `credential:NAME` are, absolute: systemd's
    ///     `$CREDENTIALS_DIRECTORY`. Without one such paths are problems.
    /// - Returns: the configuration (``Config/warnings`` are in it), or all errors and warnings.
    package static func parse(
        text: [UInt8], file: String, credentialDirectory: String? = nil
    ) -> Result<Config, ConfigProblems> {
        var findings = Findings(file: file, credentialDirectory: credentialDirectory)
        if let root = readRoot(text, &findings), let config = readConfig(root, &findings) {
            return .success(config)
        }
        return .failure(ConfigProblems(findings.problems))
    }

    /// - Parameter empty: what to say of a file without anything in it.
    static func readRoot(
        _ text: [UInt8], empty: Complaint = Self.empty, _ findings: inout Findings
    ) -> YAMLNode? {
        guard text.count <= YAMLLimits.fileBytes else {
            findings.report(.start, ConfigFile.tooLarge)
            return nil
        }
        do throws(LocatedComplaint) {
            let (root, problems) = YAMLReader.read(try SourceText(text))
            for problem in problems { findings.report(problem.mark, problem.complaint) }
            guard let root, !root.isNull else {
                if problems.isEmpty {
                    findings.report(.start, empty)
                }
                return nil
            }
            return root
        } catch {
            findings.report(error.mark, error.complaint)
            return nil
        }
    }

    private static let empty = Complaint(
        .fileEmpty, "the file is empty", why: "there is nothing in it but comments, if that",
        remedy: "write at least nodes and tls; docs/CONFIGURATION.md has an example")

    private static func readConfig(_ root: YAMLNode, _ findings: inout Findings) -> Config? {
        guard let fields = Fields(root, as: .top, &findings) else { return nil }
        let drafts = fields[.nodes].map { NodesReader.read($0, &findings) } ?? []
        let listen = fields[.listen].map { ListenReader.read($0, &findings) } ?? []
        if let listen { PortClash.report(drafts, listen: listen, &findings) }
        AlertmanagerText.reportMisfits(in: drafts, listen: listen, &findings)
        let tls = fields[.tls].flatMap { TLSReader($0, &findings) }
        if let tls { ServerNamesReader.reportMissing(in: tls.serverNames, drafts, &findings) }
        let localUsers = fields[.localUsers].map {
            UsersReader.read(
                $0, of: .localUsers, for: "Alertmanager",
                emptyMeans: "nobody could open a stream to a peer, not even Alertmanager", &findings)
        }
        let resolver = fields.text(.resolver, &findings).flatMap { findings.check($0, ResolverText.parse) }
        let datagrams = fields.text(.datagrams, &findings).flatMap {
            findings.check($0) { text throws(Complaint) in try Choice<DatagramMode>.parse(text, of: .datagrams) }
        }
        let edge = fields[.edge].flatMap { EdgeReader.read($0, &findings) }
        let web = fields[.web].flatMap { WebReader.read($0, &findings) }

        let nodes = drafts.compactMap(\.node)
        guard !findings.hasErrors, let listen, let tls = tls?.settings, let table = NodeTable(nodes.map(\.node)) else {
            return nil
        }
        return Config(
            file: findings.file, table: table, listen: listen.map(\.value), datagrams: datagrams?.value ?? .hedged,
            tls: tls,
            localUsers: localUsers,
            alertmanagers: AlertmanagerText.elsewhere(drafts),
            resolver: resolver?.value, edge: edge, web: web,
            nodeMarks: Dictionary(nodes.map { ($0.node.name, $0.marks) }, uniquingKeysWith: { first, _ in first }),
            warnings: ConfigProblems(findings.problems).all)
    }
}
