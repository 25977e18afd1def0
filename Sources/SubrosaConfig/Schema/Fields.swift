/// The values of a mapping by key, once its keys have been checked against a section of the schema.
struct Fields {
    let mark: Mark
    /// Keys that are not of this section were reported.
    let hasUnknownKeys: Bool
    private var values: [Key: YAMLEntry] = [:]

    /// Reports unknown, repeated and missing keys; nil if the value is no mapping at all.
    init?(_ node: YAMLNode, as section: Section, _ findings: inout Findings) {
        guard case .mapping(let entries) = node.content else {
            if case .refused = node.content { return nil }
            let rule: ConfigRule = node.isNull ? .emptyValue : .wrongType
            findings.report(
                node.mark,
                Complaint(
                    rule, "\(section.title) is \(node.kind)", why: "it has to be a mapping of keys and values",
                    remedy: "it has the keys \(section.offered)"))
            return nil
        }
        mark = node.mark
        var meant: Set<Key> = []
        var hasUnknownKeys = false
        for entry in entries {
            guard let key = Key(rawValue: entry.key), section.known.contains(key) else {
                findings.report(entry.keyMark, Self.unknown(entry.key, in: section, &meant))
                hasUnknownKeys = true
                continue
            }
            if let first = values[key] {
                findings.report(
                    entry.keyMark,
                    Complaint(
                        .repeatedKey, "key \(key.rawValue) appears twice",
                        why: "it stands on line \(first.keyMark.line) already, and only one of them can count",
                        remedy: "remove one of them"))
            } else {
                values[key] = entry
            }
        }
        self.hasUnknownKeys = hasUnknownKeys
        // A misspelt key is one problem, not two.
        for key in section.required where values[key] == nil && !meant.contains(key) {
            findings.report(
                node.mark,
                Complaint(
                    .missingKey, "\(section.title) has no \(key.rawValue)",
                    why: "the key is required",
                    remedy: "add e.g. \(key.example)"))
        }
    }

    subscript(key: Key) -> YAMLNode? { values[key]?.value }

    /// Where the key itself stands.
    func keyMark(_ key: Key) -> Mark? { values[key]?.keyMark }

    /// The value of a key as text; nil if it is absent, or with a report if it is no text.
    func text(_ key: Key, _ findings: inout Findings) -> Located<String>? {
        self[key].flatMap { Self.text($0, of: key, &findings) }
    }

    /// The value of a key that is `true` or `false`; nil if it is absent, or with a report if it is anything else.
    func boolean(_ key: Key, _ findings: inout Findings) -> Bool? {
        guard let node = self[key] else { return nil }
        switch node.content {
        case .scalar("true", plain: true): return true
        case .scalar("false", plain: true): return false
        case .refused: return nil
        case .scalar, .sequence, .mapping:
            if node.isNull {
                findings.report(node.mark, Self.empty(key))
            } else {
                findings.report(
                    node.mark,
                    Complaint(
                        .notBoolean, "\(key.rawValue) is neither true nor false",
                        why: "other words for them mean different things to different programs",
                        remedy: "write true or false, without quotes"))
            }
            return nil
        }
    }

    /// A value, or an element of a list, as text.
    ///
    /// - Parameter isElement: for the messages.
    static func text(
        _ node: YAMLNode, of key: Key, isElement: Bool = false, _ findings: inout Findings
    ) -> Located<String>? {
        let what = isElement ? "an element of \(key.rawValue)" : key.rawValue
        guard case .scalar(let text, _) = node.content else {
            if case .refused = node.content { return nil }
            findings.report(
                node.mark,
                Complaint(
                    .wrongType, "\(what) is \(node.kind)", why: "it has to be a single value",
                    remedy: "write e.g. \(key.example)"))
            return nil
        }
        if node.isNull || text.isEmpty {
            findings.report(
                node.mark,
                isElement
                    ? Complaint(
                        .emptyValue, "\(what) has no value", why: "nothing stands there",
                        remedy: "remove it, or write e.g. \(key.example)")
                    : empty(key))
            return nil
        }
        if node.isBoolean {
            findings.report(
                node.mark,
                Complaint(
                    .booleanValue, "\(what) is \(QuotedText.quote(text)) without quotes",
                    why: "YAML takes that for true or false", remedy: "put it in quotes if it is meant as a word"))
            return nil
        }
        return Located(text, node.mark)
    }

    static func empty(_ key: Key) -> Complaint {
        Complaint(
            .emptyValue, "\(key.rawValue) has no value", why: "a key without a value says nothing",
            remedy: "write e.g. \(key.example)\(key.isRequired ? "" : ", or remove the key")")
    }

    private static func unknown(_ text: String, in section: Section, _ meant: inout Set<Key>) -> Complaint {
        let remedy: String
        if let near = NearMiss.find(text, among: section.known.map(\.rawValue)), let key = Key(rawValue: near) {
            meant.insert(key)
            remedy = "did you mean \(near)?"
        } else if let home = Section.allCases.first(where: { home in
            home.isOfWebFile == section.isOfWebFile && home.known.contains { $0.rawValue == text }
        }) {
            remedy = "\(text) belongs to \(home.title); check the indentation"
        } else if section == .denied, text.contains("=") {
            // {serial: 0a, issuer: CN=CA,O=Example}: the comma has ended the issuer.
            remedy = "put the issuer in single quotes if this is a part of its name"
        } else {
            remedy = "remove it; \(section.title) has the keys \(section.offered)"
        }
        return Complaint(
            .unknownKey, "unknown key \(QuotedText.quote(text)) in \(section.title)",
            why: "a key that is ignored would look as if it worked", remedy: remedy)
    }
}
