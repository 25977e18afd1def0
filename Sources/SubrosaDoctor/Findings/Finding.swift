/// Something that is wrong, and what mends it.
package struct Finding: Hashable, Sendable {
    package let code: FindingCode
    package let about: Subject
    /// What was seen, in one line; may have text in it that came from the network.
    package let seen: String
    /// A command, or a line of a configuration, with a word on where.
    package let remedy: String

    package init(_ code: FindingCode, _ about: Subject, seen: String, remedy: String) {
        self.code = code
        self.about = about
        self.seen = seen
        self.remedy = remedy
    }

    /// Why it matters.
    package var why: String { code.why }
}
