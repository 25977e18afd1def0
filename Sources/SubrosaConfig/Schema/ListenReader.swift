import SubrosaCore

/// `listen`: one address or a list of them.
enum ListenReader {
    /// - Returns: nil if any of them could not be read.
    static func read(_ node: YAMLNode, _ findings: inout Findings) -> [Located<ListenAddress>]? {
        let elements: [YAMLNode]
        switch node.content {
        case .sequence(let list): elements = list
        case .scalar: elements = [node]
        case .refused: return nil
        case .mapping:
            findings.report(
                node.mark,
                Complaint(
                    .wrongType, "listen is a mapping", why: "it has to be an address or a list of them",
                    remedy: "write e.g. \(Key.listen.example)"))
            return nil
        }
        if elements.isEmpty {
            findings.report(
                node.mark,
                Complaint(
                    .emptyList, "listen is an empty list", why: "peers could not reach this node",
                    remedy: "remove the key to listen on all interfaces, or write e.g. \(Key.listen.example)"))
            return nil
        }
        var addresses: [Located<ListenAddress>] = []
        var lines: [ListenAddress: Int] = [:]
        for element in elements {
            guard let text = Fields.text(element, of: .listen, &findings),
                let address = findings.check(
                    text, { text throws(Complaint) in try HostPort.listenAddress(text, key: .listen) })
            else { continue }
            if let line = lines[address.value] {
                findings.report(
                    address.mark,
                    Complaint(
                        .duplicateListen, "listen has \(address.value) twice",
                        why: "it stands on line \(line) already, and can be bound only once",
                        remedy: "remove one of them"))
            } else {
                lines[address.value] = address.mark.line
                addresses.append(address)
            }
        }
        return addresses.count == elements.count ? addresses : nil
    }
}
