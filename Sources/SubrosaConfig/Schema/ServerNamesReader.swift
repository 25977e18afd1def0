import SubrosaCore

/// `server_names`: host names, and whether the nodes are among them.
enum ServerNamesReader {
    /// As many as there may be nodes.
    static let maximumCount = NodeTable.maximumCount

    /// - Returns: in lower case; nil if any of them could not be read.
    static func read(_ node: YAMLNode, _ findings: inout Findings) -> Set<String>? {
        let (texts, isComplete) = TextList.read(
            node, of: .serverNames, upTo: maximumCount, emptyMeans: "no peer could connect by name", &findings)
        let names = texts.compactMap { findings.check($0, parse) }
        let unique = TextList.withoutRepeats(names, of: .serverNames, &findings)
        return isComplete && names.count == texts.count ? Set(unique.map(\.value)) : nil
    }

    /// Peers ask for the host that they dial: a node whose host is not in the list cannot be reached.
    static func reportMissing(in names: Set<String>?, _ drafts: [DraftNode], _ findings: inout Findings) {
        guard let names else { return }
        for draft in drafts {
            guard let address = draft.address, IPAddress(address.value.host) == nil,
                !names.contains(address.value.host)
            else { continue }
            findings.report(
                address.mark,
                Complaint(
                    .serverNameMissing, "the host of address \(address.value) is not in tls.server_names",
                    why: "peers ask for it when they dial \(draft.title), which refuses them if it reads the same file",
                    remedy: "add \(address.value.host) to server_names, or remove that key"),
                severity: .warning)
        }
    }

    private static func parse(_ text: String) throws(Complaint) -> String {
        let what = "server_names has \(QuotedText.quote(text)), which"
        if text.contains("*") {
            throw Complaint(
                .serverName, "\(what) has a wildcard", why: "a peer asks for a whole name",
                remedy: "write each name, e.g. \(Key.serverNames.example)")
        }
        // C, which reads addresses, would stop at a NUL; IPAddress does not hand it one.
        if IPAddress(text) != nil {
            throw Complaint(
                .serverName, "\(what) is an IP address", why: "TLS asks for names only (RFC 6066, section 3)",
                remedy: "remove it; peers that dial an address ask for no name")
        }
        return try DNSName.parse(text, what: what)
    }
}
