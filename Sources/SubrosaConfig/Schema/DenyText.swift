/// The values in an entry of `deny`.
///
/// What no certificate could ever have is refused: an entry that shuts out nobody would look as if it worked.
enum DenyText {
    /// Bytes of SHA-256.
    static let hashLength = 32
    /// RFC 5280, section 4.1.2.2, in bytes.
    static let maximumSerialLength = 20
    /// What `subrosa pki inspect` prints of a name, and the three dots after it if that is not all.
    static let maximumIssuerLength = 303

    /// - Returns: 32 bytes.
    static func key(_ text: String) throws(Complaint) -> [UInt8] {
        let prefix = "sha256:"
        let digits = text.prefix(prefix.count).lowercased() == prefix ? String(text.dropFirst(prefix.count)) : text
        guard let bytes = HexText.bytes(digits), bytes.count == hashLength, !hasOddDigits(digits) else {
            // It may be the key itself, of which nothing is repeated.
            let shown = text.contains("-----BEGIN") ? "" : " \(QuotedText.quote(text))"
            throw Complaint(
                .denyKey, "key\(shown) is no SHA-256 of a key",
                why:
                    "that has \(hashLength * 2) hexadecimal digits, perhaps with sha256: before them or colons between each two",
                remedy: "write what subrosa pki inspect prints as key sha256")
        }
        return bytes
    }

    /// - Returns: big-endian without leading zeros.
    static func serial(_ text: String) throws(Complaint) -> [UInt8] {
        guard let bytes = HexText.bytes(text).map({ Array($0.drop { $0 == 0 }) }), bytes.count <= maximumSerialLength
        else {
            throw Complaint(
                .denySerial, "serial \(QuotedText.quote(text)) is no serial number",
                why:
                    "one has at most \(maximumSerialLength * 2) hexadecimal digits, perhaps with colons between each two, and no 0x",
                remedy: "write what subrosa pki inspect prints as serial, or deny the certificate's key")
        }
        return bytes
    }

    static func issuer(_ text: String) throws(Complaint) -> String {
        guard text.utf8.count <= maximumIssuerLength, isPrinted(text), hasType(text), !hasSpaceBehindComma(text) else {
            throw Complaint(
                .denyIssuer, "issuer \(QuotedText.quote(text)) is no name as subrosa pki inspect prints it",
                why:
                    "names are compared as they are printed there, e.g. CN=Subrosa CA,O=Example, with no spaces around = and ,",
                remedy: "copy what subrosa pki inspect prints as issuer, and put it in single quotes")
        }
        return text
    }

    private static func hasOddDigits(_ digits: String) -> Bool {
        digits.utf8.count(where: { $0 != UInt8(ascii: ":") }) != hashLength * 2
    }

    /// Only what `subrosa pki inspect` lets through: of quotes, backslashes and what is not ASCII it prints the number.
    private static func isPrinted(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\"") }
            && text.split(separator: "\\", omittingEmptySubsequences: false).dropFirst().allSatisfy {
                $0.hasPrefix("u{")
            }
    }

    /// `CN=` or `2.5.4.5=` at the beginning.
    private static func hasType(_ text: String) -> Bool {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let type = text.utf8[..<equals]
        return !type.isEmpty
            && type.allSatisfy {
                switch $0 {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// Whether a comma that parts two attributes has a space behind it. A comma within a value follows a backslash,
    /// printed as its number.
    private static func hasSpaceBehindComma(_ text: String) -> Bool {
        var previous: [UInt8] = [0, 0]
        for byte in text.utf8 {
            if byte == UInt8(ascii: " "), previous[1] == UInt8(ascii: ","), previous[0] != UInt8(ascii: "}") {
                return true
            }
            previous = [previous[1], byte]
        }
        return false
    }
}
