/// `local_users`, and `users` of `edge`: names or numbers of users.
enum UsersReader {
    static let maximumCount = 100

    /// - Parameters:
    ///   - key: whose value it is.
    ///   - program: what these users run, for the messages.
    ///   - emptyMeans: why a list without users cannot be meant.
    /// - Returns: in the order of the file, each once.
    static func read(
        _ node: YAMLNode, of key: Key, for program: String, emptyMeans: String, _ findings: inout Findings
    ) -> [String] {
        let texts = TextList.read(node, of: key, upTo: maximumCount, emptyMeans: emptyMeans, &findings).texts
        let users = texts.compactMap {
            findings.check($0) { text throws(Complaint) in
                try AccountText.user(
                    text, what: "\(key.rawValue) has \(QuotedText.quote(text)), which is", for: program)
            }
        }
        return TextList.withoutRepeats(users, of: key, &findings).map(\.value)
    }
}
