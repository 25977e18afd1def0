/// A value that is a list of texts, with limits.
enum TextList {
    /// - Parameters:
    ///   - key: whose value it is, for the messages.
    ///   - maximum: how many elements there may be.
    ///   - takesOne: a single text stands for a list of one.
    ///   - emptyMeans: why a list without elements cannot be meant.
    /// - Returns: the elements that are texts, and whether that is all there was. What is wrong has been reported.
    static func read(
        _ node: YAMLNode, of key: Key, upTo maximum: Int, takesOne: Bool = false, emptyMeans: String,
        _ findings: inout Findings
    ) -> (texts: [Located<String>], isComplete: Bool) {
        let elements: [YAMLNode]
        var isList = true
        switch node.content {
        case .sequence(let list): elements = list
        case .refused: return ([], false)
        case .scalar where takesOne:
            elements = [node]
            isList = false
        case .scalar where node.isNull:
            findings.report(node.mark, Fields.empty(key))
            return ([], false)
        case .scalar, .mapping:
            findings.report(
                node.mark,
                Complaint(
                    .wrongType, "\(key.rawValue) is \(node.kind)",
                    why: "it has to be \(takesOne ? "a single value or a list of them" : "a list")",
                    remedy: "write e.g. \(key.example)"))
            return ([], false)
        }
        if elements.isEmpty {
            findings.report(
                node.mark,
                Complaint(
                    .emptyList, "\(key.rawValue) is an empty list", why: emptyMeans,
                    remedy: "remove the key, or write e.g. \(key.example)"))
        }
        let hasRoom = checkCount(elements, of: key, upTo: maximum, &findings)
        let texts = elements.prefix(maximum).compactMap { Fields.text($0, of: key, isElement: isList, &findings) }
        return (texts, hasRoom && !elements.isEmpty && texts.count == elements.count)
    }

    /// Reports a list of more elements than there may be, at the first too many.
    static func checkCount(
        _ elements: [YAMLNode], of key: Key, upTo maximum: Int, _ findings: inout Findings
    ) -> Bool {
        guard elements.count > maximum else { return true }
        findings.report(
            elements[maximum].mark,
            Complaint(
                .tooManyElements, "\(key.rawValue) has \(elements.count) elements",
                why: "at most \(maximum) are supported", remedy: "remove what follows"))
        return false
    }

    /// Leaves the first of equals, and reports the others.
    static func withoutRepeats<Value: Hashable>(
        _ values: [Located<Value>], of key: Key, _ findings: inout Findings
    ) -> [Located<Value>] {
        var lines: [Value: Int] = [:]
        return values.filter { element in
            guard let line = lines[element.value] else {
                lines[element.value] = element.mark.line
                return true
            }
            findings.report(
                element.mark,
                Complaint(
                    .repeatedElement, "\(key.rawValue) has \(QuotedText.quote("\(element.value)")) twice",
                    why: "it stands on line \(line) already, so that another one may have been meant",
                    remedy: "remove or correct one of them"))
            return false
        }
    }
}
