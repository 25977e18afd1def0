/// `web`
enum WebReader {
    static func read(_ node: YAMLNode, _ findings: inout Findings) -> WebSettings? {
        guard let fields = Fields(node, as: .web, &findings) else { return nil }
        findings.report(
            fields.mark,
            Complaint(
                .webNotServed, "web has no effect", why: "this version serves no HTTP yet",
                remedy: "keep it for a later version, or remove it"),
            severity: .warning)
        let address = fields.text(.listenAddress, &findings)
            .flatMap {
                findings.check($0) { text throws(Complaint) in
                    try HostPort.listenAddress(text, key: .listenAddress)
                }
            }
        return address.map { WebSettings(listenAddress: $0.value) }
    }
}
