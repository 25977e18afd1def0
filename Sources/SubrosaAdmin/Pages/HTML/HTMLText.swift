/// Text inside HTML.
enum HTMLText {
    /// Fit for the inside of elements and of attributes in either kind of quotes. What one does not see is written out, as
    /// `\u{202e}`: a mark that turns the direction of writing would turn what stands beside it, too.
    static func escaped(_ text: String) -> String {
        // Most text needs nothing.
        guard text.utf8.contains(where: isSpecial) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default:
                if isSeen(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                }
            }
        }
        return result
    }

    private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: scalar == "\n"
        default: true
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        // Control characters, and whatever is not ASCII and has to be looked at.
        case ..<0x20, 0x7f...: true
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
