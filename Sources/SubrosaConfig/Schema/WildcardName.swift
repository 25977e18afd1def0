/// `*.NAME`: the one form of wildcard that a node may have for an identity.
enum WildcardName {
    /// - Parameters:
    ///   - text: a name with an asterisk in it.
    ///   - what: the beginning of the message.
    /// - Returns: NAME in lower case: a host name of two labels or more, so that nobody asks for a whole top-level domain.
    static func parent(of text: String, what: String) throws(Complaint) -> String {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let parent = parts.count == 2 ? String(parts[1]) : ""
        guard parts.first == "*", !parent.contains("*") else {
            throw Complaint(
                .wildcard, "\(what) has a wildcard in the wrong place",
                why: "* can only stand for all of the first label of a name, and only once",
                remedy: "write e.g. dns:*.am.example.com, or the name that the certificate has")
        }
        guard parent.utf8.contains(UInt8(ascii: ".")) else {
            throw Complaint(
                .wildcard, "\(what) has too wide a wildcard",
                why: "fewer than two labels stand behind it, so that it would take names of strangers",
                remedy: "write e.g. dns:*.am.example.com, or the name that the certificate has")
        }
        return try DNSName.parse(parent, what: what)
    }
}
