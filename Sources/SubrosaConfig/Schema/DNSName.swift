/// Host names: RFC 1123 section 2.1 and the lengths of RFC 1035 section 2.3.4; also `_`, which container names have.
enum DNSName {
    static let maximumLength = 253
    static let maximumLabelLength = 63

    /// - Parameter what: the beginning of the message, e.g. `address "x:9095"`.
    /// - Returns: the name in lower case.
    static func parse(_ text: String, what: String) throws(Complaint) -> String {
        if let (why, remedy) = fault(in: text) {
            throw Complaint(.badHostName, "\(what) has no usable host name", why: why, remedy: remedy)
        }
        return text.lowercased()
    }

    private static func fault(in text: String) -> (why: String, remedy: String)? {
        let limits = "names have at most \(maximumLength) bytes, and at most \(maximumLabelLength) between dots"
        if text.isEmpty { return ("there is none", "write one") }
        if text.utf8.count > maximumLength { return ("it is \(text.utf8.count) bytes long", limits) }
        if text.hasSuffix(".") { return ("it ends in a dot", "remove the dot; names are taken as they are") }
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        for label in labels {
            if label.isEmpty { return ("two dots stand side by side, or one at its start", "remove one") }
            if label.count > maximumLabelLength { return ("a part of it is \(label.count) bytes long", limits) }
            guard label.allSatisfy(isAllowed) else {
                return (
                    "names are made of letters, digits, hyphens and dots",
                    "correct it; write an international name as xn--..."
                )
            }
            if label.first == UInt8(ascii: "-") || label.last == UInt8(ascii: "-") {
                return ("a part of it begins or ends with a hyphen", "remove the hyphen")
            }
        }
        if let last = labels.last, last.allSatisfy({ (0x30...0x39).contains($0) }) {
            return ("it ends in a number but is no IP address", "write four numbers from 0 to 255, or a name")
        }
        return nil
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
