/// `basic_auth_users` of a web configuration file. No message repeats a hash: it is halfway to the password.
enum WebUsersReader {
    /// As many as anybody needs; each may make the node hash.
    static let maximumCount = 1_000
    static let maximumNameLength = 64
    /// Each step doubles the time; 15 takes some 2 s on a machine of 2025.
    static let costs = 4...15

    static func read(_ node: YAMLNode, _ findings: inout Findings) -> [String: String] {
        guard case .mapping(let entries) = node.content else {
            if case .refused = node.content { return [:] }
            findings.report(
                node.mark,
                Complaint(
                    node.isNull ? .emptyValue : .wrongType, "basic_auth_users is \(node.kind)",
                    why: "it has to be a mapping of users and hashes",
                    remedy: "write e.g. \(Key.basicAuthUsers.example)"))
            return [:]
        }
        guard !entries.isEmpty, entries.count <= maximumCount else {
            findings.report(
                node.mark,
                Complaint(
                    entries.isEmpty ? .emptyList : .tooManyElements, "basic_auth_users has \(entries.count) users",
                    why: entries.isEmpty ? "that would let everybody in" : "there may be \(maximumCount) at most",
                    remedy: "write those who may come in, or remove the key if everybody may"))
            return [:]
        }
        var users: [String: String] = [:]
        for entry in entries {
            guard users[entry.key] == nil else {
                findings.report(
                    entry.keyMark,
                    Complaint(
                        .repeatedKey, "user \(QuotedText.quote(entry.key)) appears twice",
                        why: "only one of the passwords can count", remedy: "remove one of them"))
                continue
            }
            // A user whose hash is wrong is a user all the same.
            users[entry.key] = ""
            do throws(Complaint) { try check(name: entry.key) } catch { findings.report(entry.keyMark, error) }
            guard let hash = Fields.text(entry.value, of: .basicAuthUsers, isElement: true, &findings) else { continue }
            users[entry.key] = findings.check(hash, check(hash:))?.value
        }
        return users
    }

    private static func check(name: String) throws(Complaint) {
        // RFC 7617, section 2.
        let isName =
            !name.isEmpty && name.utf8.count <= maximumNameLength && !name.utf8.contains(UInt8(ascii: ":"))
            && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard isName else {
            throw Complaint(
                .webUser, "\(QuotedText.quote(name)) cannot be a user",
                why: "names have 1 to \(maximumNameLength) bytes, without colons and control characters",
                remedy: "choose another name")
        }
    }

    /// `$2y$10$` and 53 characters: 22 of salt and 31 of hash (crypt(5)).
    private static func check(hash: String) throws(Complaint) -> String {
        let parts = hash.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        let isLetter = { (byte: UInt8) in
            byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
                || (byte < 128 && Character(Unicode.Scalar(byte)).isLetter)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard parts.count == 4, parts[0].isEmpty, ["2a", "2b", "2y"].contains(String(parts[1]) ?? ""),
            parts[2].count == 2, let cost = Int(String(parts[2]) ?? ""), parts[3].count == 53,
            parts[3].allSatisfy(isLetter)
        else {
            throw Complaint(
                .bcryptHash, "a password is not a hash of bcrypt",
                why: "passwords themselves do not belong into the file, and no other hash can be read",
                remedy: "write what htpasswd -nBC 10 '' prints behind the colon, in quotes")
        }
        guard costs.contains(cost) else {
            throw Complaint(
                .bcryptHash, "a hash of bcrypt has the cost \(cost)",
                why: "it may be \(costs.lowerBound) to \(costs.upperBound): each step doubles the time of a login",
                remedy: "make it again with a cost of 10 to 12")
        }
        return hash
    }
}
