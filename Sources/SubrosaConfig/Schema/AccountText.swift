/// A user or group of a machine, by name or number. Nobody looks it up here: another machine may have others.
enum AccountText {
    /// Bytes in a name, as useradd(8) and groupadd(8) have it.
    static let maximumNameLength = 32

    /// - Parameter what: the beginning of the message, e.g. `owner "x y" is`.
    static func user(_ text: String, what: String, for program: String) throws(Complaint) -> String {
        guard isAccount(text) else {
            throw Complaint(
                .badUser, "\(what) no user", why: rule,
                remedy: "write what id -un or id -u prints for the user that runs \(program)")
        }
        return text
    }

    static func group(_ text: String, what: String, for program: String) throws(Complaint) -> String {
        guard isAccount(text) else {
            throw Complaint(
                .badGroup, "\(what) no group", why: rule,
                remedy: "write what id -gn or id -g prints for the user that runs \(program)")
        }
        return text
    }

    private static let rule =
        "a name has at most \(maximumNameLength) letters, digits, _ and -, the first a letter or _, and perhaps a $ at its end; a number is below 4294967295 and does not begin with 0"

    private static func isAccount(_ text: String) -> Bool { isNumber(text) || isName(text) }

    /// uid_t or gid_t without its last value, which stands for nobody (chown(2)).
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
