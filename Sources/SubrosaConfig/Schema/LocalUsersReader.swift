/// `local_users`: names or numbers of users. Nobody looks them up here: another machine may have others.
enum LocalUsersReader {
    static let maximumCount = 100
    /// Bytes in a name, as useradd(8) has it.
    static let maximumNameLength = 32

    /// - Returns: in the order of the file, each once.
    static func read(_ node: YAMLNode, _ findings: inout Findings) -> [String] {
        let texts = TextList.read(
            node, of: .localUsers, upTo: maximumCount,
            emptyMeans: "nobody could open a stream to a peer, not even Alertmanager", &findings
        ).texts
        let users = texts.compactMap { findings.check($0, parse) }
        return TextList.withoutRepeats(users, of: .localUsers, &findings).map(\.value)
    }

    private static func parse(_ text: String) throws(Complaint) -> String {
        guard isNumber(text) || isName(text) else {
            throw Complaint(
                .badUser, "local_users has \(QuotedText.quote(text)), which is no user",
                why:
                    "a name has at most \(maximumNameLength) letters, digits, _ and -, the first a letter or _, and perhaps a $ at its end; a number is below 4294967295 and does not begin with 0",
                remedy: "write what id -un or id -u prints for the user that runs Alertmanager")
        }
        return text
    }

    /// uid_t without its last value, which stands for no user (chown(2)).
    private static func isNumber(_ text: String) -> Bool {
        guard text.utf8.count <= 10, text.utf8.allSatisfy(isDigit), let number = UInt32(text) else { return false }
        return number != UInt32.max && String(number) == text
    }

    /// `[a-z_][a-z0-9_-]*[$]?` in either case.
    private static func isName(_ text: String) -> Bool {
        let bytes = text.utf8.last == UInt8(ascii: "$") ? text.utf8.dropLast() : text.utf8[...]
        guard let first = bytes.first, text.utf8.count <= maximumNameLength else { return false }
        return isLetter(first) && bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
