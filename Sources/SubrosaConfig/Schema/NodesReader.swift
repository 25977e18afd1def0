import SubrosaCore

/// The list of nodes.
enum NodesReader {
    static func read(_ node: YAMLNode, _ findings: inout Findings) -> [DraftNode] {
        guard case .sequence(let elements) = node.content else {
            if case .refused = node.content { return [] }
            let rule: ConfigRule = node.isNull ? .emptyValue : .wrongType
            findings.report(
                node.mark,
                Complaint(
                    rule, "nodes is \(node.kind)", why: "it has to be a list, an element for each node",
                    remedy: "begin each node with a hyphen: - \(Key.name.example)"))
            return []
        }
        if elements.count < 2 {
            findings.report(
                node.mark,
                Complaint(
                    .tooFewNodes, "nodes has \(elements.count == 0 ? "no element" : "one element")",
                    why: "a cluster has at least two nodes", remedy: "list every node, this one too"))
        }
        if elements.count > NodeTable.maximumCount {
            findings.report(
                elements[NodeTable.maximumCount].mark,
                Complaint(
                    .tooManyNodes, "nodes has \(elements.count) elements",
                    why: "at most \(NodeTable.maximumCount) are supported",
                    remedy: "remove what follows, or build more than one cluster"))
        }
        let drafts = elements.prefix(NodeTable.maximumCount).compactMap { DraftNode($0, &findings) }
        reportDuplicates(in: drafts, &findings)
        reportMixedFamilies(in: drafts, &findings)
        return drafts
    }

    /// A datagram socket bound to an IPv4 address cannot send to an IPv6 one, nor the other way.
    private static func reportMixedFamilies(in drafts: [DraftNode], _ findings: inout Findings) {
        let known = drafts.filter { $0.virtualAddress != nil }
        guard let first = known.first, let one = first.virtualAddress,
            let two = known.lazy.compactMap(\.virtualAddress).first(where: { $0.value.ip.isIPv6 != one.value.ip.isIPv6 }
            )
        else { return }
        findings.report(
            two.mark,
            Complaint(
                .mixedFamilies, "virtual_address \(two.value) is \(two.value.ip.isIPv6 ? "IPv6" : "IPv4")",
                why: "\(first.title)'s is not (line \(one.mark.line)), and no datagram goes from one to the other",
                remedy: "give all nodes addresses of 127.0.0.0/8, or all of them ::1 with a port for each"))
    }

    private static func reportDuplicates(in drafts: [DraftNode], _ findings: inout Findings) {
        duplicates(drafts, \.name) { mark, name, other in
            findings.report(
                mark,
                Complaint(
                    .duplicateName, "name \(name) is used twice",
                    why: "a node on line \(other.mark.line) has it already",
                    remedy: "give each node a name of its own"))
        }
        duplicates(drafts, \.virtualAddress) { mark, address, other in
            findings.report(
                mark,
                Complaint(
                    .duplicateVirtualAddress, "virtual_address \(address) is used twice",
                    why:
                        "\(other.title) has it already (line \(other.line(\.virtualAddress))), and it has to stand for one node",
                    remedy: "give each node an address of its own, e.g. 127.77.0.1, 127.77.0.2, 127.77.0.3"))
        }
        var sharedAddresses: Set<Mark> = []
        duplicates(drafts, \.address) { mark, address, other in
            sharedAddresses.insert(mark)
            findings.report(
                mark,
                Complaint(
                    .duplicateAddress, "address \(address) is used twice",
                    why: "\(other.title) has it already (line \(other.line(\.address))), and peers dial a node there",
                    remedy: "give each node its own host or port"))
        }
        IdentityOverlap.report(in: drafts, besides: sharedAddresses, &findings)
    }

    private static func duplicates<Value: Hashable>(
        _ drafts: [DraftNode], _ part: KeyPath<DraftNode, Located<Value>?>,
        report: (_ mark: Mark, _ value: Value, _ first: DraftNode) -> Void
    ) {
        var first: [Value: DraftNode] = [:]
        for draft in drafts {
            guard let located = draft[keyPath: part] else { continue }
            if let other = first[located.value] {
                report(located.mark, located.value, other)
            } else {
                first[located.value] = draft
            }
        }
    }
}

extension DraftNode {
    fileprivate func line<Value>(_ part: KeyPath<DraftNode, Located<Value>?>) -> Int {
        self[keyPath: part]?.mark.line ?? mark.line
    }
}
