import SubrosaCore

/// A node as far as it could be read. What is missing has been reported.
struct DraftNode {
    let mark: Mark
    let name: Located<NodeName>?
    let address: Located<LinkAddress>?
    let virtualAddress: Located<VirtualAddress>?
    let identity: Located<Identity>?
    /// The identity follows from the address.
    let hasImpliedIdentity: Bool

    init?(_ node: YAMLNode, _ findings: inout Findings) {
        guard let fields = Fields(node, as: .node, &findings) else { return nil }
        mark = fields.mark
        name = fields.text(.name, &findings).flatMap { findings.check($0, Self.name) }
        address = fields.text(.address, &findings).flatMap { findings.check($0, HostPort.linkAddress) }
        virtualAddress = fields.text(.virtualAddress, &findings)
            .flatMap { findings.check($0, HostPort.virtualAddress) }
        hasImpliedIdentity = fields[.identity] == nil
        if hasImpliedIdentity {
            identity = address.map { Located(IdentityText.implied(by: $0.value), $0.mark) }
        } else {
            identity = fields.text(.identity, &findings).flatMap { findings.check($0, IdentityText.parse) }
        }
    }

    /// nil unless all of it could be read.
    var node: (node: Node, marks: NodeMarks)? {
        guard let name, let address, let virtualAddress, let identity else { return nil }
        let node = Node(
            name: name.value, linkAddress: address.value, virtualAddress: virtualAddress.value,
            identities: [identity.value])
        let marks = NodeMarks(
            node: mark, name: name.mark, address: address.mark, virtualAddress: virtualAddress.mark,
            identity: identity.mark)
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
