/// Permission bits as chmod(1) takes them: octal digits, with or without quotes and with or without a 0 before them.
///
/// For YAML 1.1 an unquoted 0660 is the number 432, for YAML 1.2 it is 660. Here it is read as it is written.
enum ModeText {
    /// S_IWOTH
    static let writableForOthers: UInt16 = 0o002

    /// - Returns: 0 to 0o777.
    static func parse(_ text: String) throws(Complaint) -> UInt16 {
        guard (3...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x37).contains($0) }),
            let mode = UInt16(text, radix: 8)
        else {
            throw Complaint(
                .badMode, "mode \(QuotedText.quote(text)) is no file mode",
                why: "one has three digits from 0 to 7, perhaps with a 0 before them, as chmod takes it",
                remedy: "write e.g. \(Key.mode.example)")
        }
        guard mode <= 0o777 else {
            throw Complaint(
                .badMode, "mode \(QuotedText.quote(text)) has a bit that means nothing for a socket",
                why: "the first of four digits is set-user-ID, set-group-ID and sticky",
                remedy: "write 0 there, e.g. \(Key.mode.example)")
        }
        return mode
    }

    /// - Parameter key: whose socket it is.
    static func isOpen(_ mode: UInt16, of key: Key) -> Complaint {
        Complaint(
            .openMode, "mode 0\(String(mode, radix: 8)) of \(key.rawValue) lets every user connect",
            why: "each of them can keep this node busy, though it talks only to users that it knows",
            remedy: "write \"0660\", and a group that the other half has")
    }
}
