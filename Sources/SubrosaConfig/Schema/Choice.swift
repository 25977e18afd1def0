/// A word out of a closed list.
enum Choice<Value: RawRepresentable & CaseIterable & Hashable> where Value.RawValue == String {
    static func parse(_ text: String, of key: Key) throws(Complaint) -> Value {
        if let value = Value(rawValue: text) { return value }
        let words = Value.allCases.map(\.rawValue)
        let near = NearMiss.find(text, among: words).map { "; did you mean \($0)?" }
        throw Complaint(
            .unknownChoice, "\(key.rawValue) \(QuotedText.quote(text)) is unknown",
            why: "there are \(words.joined(separator: ", "))",
            remedy: near.map { "choose one of them" + $0 } ?? "choose one of them, written just so")
    }

    /// The values of a list, each once, in its order; nil if the key is absent.
    static func readList(
        _ key: Key, _ fields: Fields, emptyMeans: String, _ findings: inout Findings
    ) -> [Value]? {
        guard let node = fields[key] else { return nil }
        let texts = TextList.read(
            node, of: key, upTo: Value.allCases.count, emptyMeans: emptyMeans, &findings
        ).texts
        // What is repeated is reported as it is written.
        return TextList.withoutRepeats(texts, of: key, &findings)
            .compactMap { findings.check($0) { text throws(Complaint) in try parse(text, of: key) } }
            .map(\.value)
    }
}
