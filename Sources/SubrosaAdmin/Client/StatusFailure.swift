/// Why no status could be had from a node.
package struct StatusFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let what: String
    package let remedy: String

    package init(what: String, remedy: String) {
        self.what = what
        self.remedy = remedy
    }

    package var description: String { "\(what); \(remedy)" }
}
