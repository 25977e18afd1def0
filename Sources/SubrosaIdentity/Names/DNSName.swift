/// A DNS name in the one form in which two of them are compared: lower case, no trailing dot.
package struct DNSName: Hashable, Sendable {
    package let text: String

    /// A name as an operator writes it: one trailing dot (the root) is dropped.
    /// - Returns: nil if ``init(inCertificate:)`` would not take the rest.
    package init?(configured text: String) {
        self.init(inCertificate: text.utf8.last == UInt8(ascii: ".") ? String(text.dropLast()) : text)
    }

    /// A dNSName as a certificate has it, which RFC 5280 4.2.1.6 wants in preferred name syntax, without a trailing
    /// dot.
    ///
    /// The rules are no laxer than those by which name constraints are applied (`isValidDNSName` in
    /// swift-certificates): a name which a constraint cannot be compared with must not prove anything, or a
    /// constrained CA could step over its fence by a dot. Underscores are allowed, as container names have them.
    /// - Returns: nil for a wildcard, an IPv4 literal or other name whose last label is all digits, an empty label,
    ///   a label longer than 63 bytes or with a hyphen at either end, a name longer than 253 bytes, and any byte
    ///   (NUL, space, beyond ASCII) other than letters, digits, `-`, `_` and `.`.
    package init?(inCertificate text: String) {
        let bytes = text.utf8
        guard (1...253).contains(bytes.count) else { return nil }
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy(Self.isLabel), let last = labels.last, !last.allSatisfy(Self.isDigit) else {
            return nil
        }
        // All bytes are ASCII by now, so this is ASCII lower-casing.
        self.text = text.lowercased()
    }

    private init(text: some StringProtocol) { self.text = String(text) }

    /// The name without its first label; nil if it has only one.
    package var parent: DNSName? {
        text.firstIndex(of: ".").map { DNSName(text: text[text.index(after: $0)...]) }
    }

    /// Whether `name`, as a certificate has it, is `*.` and this name.
    ///
    /// Only if this name has two labels or more: swift-certificates applies no name constraint to `*.com`, so a CA that
    /// may not issue for com could still issue that.
    package func isWildcard(_ name: String) -> Bool {
        guard name.utf8.count <= 253, name.utf8.starts(with: "*.".utf8), parent != nil else { return false }
        return DNSName(inCertificate: String(decoding: name.utf8.dropFirst(2), as: UTF8.self)) == self
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy(isAllowed)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default:
            isDigit(byte)
        }
    }
}
