import SubrosaCore

/// What a peer's refusal says, in full where its word is one of ours.
enum RefusalText {
    /// - Parameter word: printable ASCII, as the decoder guarantees.
    static func describe(_ word: String) -> String {
        RefusalReason(rawValue: word).map { "\($0.rawValue), seen from there: \($0.message)" } ?? word
    }
}
