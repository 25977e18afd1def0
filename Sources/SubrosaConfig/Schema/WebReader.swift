/// `web`
enum WebReader {
    static func read(_ node: YAMLNode, _ findings: inout Findings) -> WebSettings? {
        guard let fields = Fields(node, as: .web, &findings) else { return nil }
        let address = fields.text(.listenAddress, &findings)
            .flatMap {
                findings.check($0) { text throws(Complaint) in
                    try HostPort.listenAddress(text, key: .listenAddress)
                }
            }
        let configFile = PathReader.read(.configFile, fields, &findings)
        return address.map { WebSettings(listenAddress: $0.value, configFile: configFile?.path) }
    }
}
