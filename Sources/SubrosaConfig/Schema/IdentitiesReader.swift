import SubrosaCore

/// `identity` of a node: one identity, or a list of those that are accepted.
enum IdentitiesReader {
    /// Enough to move a fleet from one kind of name to another, and back.
    static let maximumCount = 16

    /// - Returns: those that could be read, each once, and whether that is all there was.
    static func read(
        _ node: YAMLNode, _ findings: inout Findings
    ) -> (identities: [Located<Identity>], isComplete: Bool) {
        let (texts, isComplete) = TextList.read(
            node, of: .identity, upTo: maximumCount, takesOne: true,
            emptyMeans: "no certificate would prove to be this node's", &findings)
        let identities = texts.compactMap { findings.check($0, IdentityText.parse) }
        let unique = TextList.withoutRepeats(identities, of: .identity, &findings)
        return (unique, isComplete && unique.count == texts.count)
    }
}
