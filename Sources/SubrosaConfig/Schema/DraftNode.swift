import SubrosaCore

/// A node as far as it could be read. What is missing has been reported.
struct DraftNode {
    let mark: Mark
    let name: Located<NodeName>?
    let address: Located<LinkAddress>?
    let virtualAddress: Located<VirtualAddress>?
    let alertmanager: Located<AlertmanagerAddress>?
    /// Those that could be read.
    let identities: [Located<Identity>]
    /// None of them had to be left out.
    private let hasAllIdentities: Bool

    init?(_ node: YAMLNode, _ findings: inout Findings) {
        guard let fields = Fields(node, as: .node, &findings) else { return nil }
        mark = fields.mark
        name = fields.text(.name, &findings).flatMap { findings.check($0, Self.name) }
        address = fields.text(.address, &findings).flatMap { findings.check($0, HostPort.linkAddress) }
        virtualAddress = fields.text(.virtualAddress, &findings)
            .flatMap { findings.check($0, HostPort.virtualAddress) }
        alertmanager = fields.text(.alertmanager, &findings)
            .flatMap { findings.check($0, AlertmanagerText.parse) }
        if let written = fields[.identity] {
            let read = IdentitiesReader.read(written, &findings)
            identities = read.identities
            hasAllIdentities = read.isComplete
        } else {
            identities = address.map { [Located(IdentityText.implied(by: $0.value), $0.mark)] } ?? []
            hasAllIdentities = true
        }
    }

    /// nil unless all of it could be read.
    var node: (node: Node, marks: NodeMarks)? {
        guard let name, let address, let virtualAddress, hasAllIdentities, let first = identities.first else {
            return nil
        }
        let node = Node(
            name: name.value, linkAddress: address.value, virtualAddress: virtualAddress.value,
            identities: identities.map(\.value))
        let marks = NodeMarks(
            node: mark, name: name.mark, address: address.mark, virtualAddress: virtualAddress.mark,
            identity: first.mark, alertmanager: alertmanager?.mark)
        return (node, marks)
    }

    /// `node am-1`, or where it is if it has no name.
    var title: String { name.map { "node \($0.value)" } ?? "the node of line \(mark.line)" }

    private static func name(_ text: String) throws(Complaint) -> NodeName {
        guard let name = NodeName(text) else {
            throw Complaint(
                .badName, "name \(QuotedText.quote(text)) cannot be used",
                why:
                    "it appears in logs and metrics, so it has 1 to \(NodeName.maximumLength) letters, digits, dots, _ and -",
                remedy: "choose another, e.g. am-1")
        }
        return name
    }
}
