/// Text from a file made fit for a terminal, a log line and a person.
package enum QuotedText {
    /// The most characters of a file's text that a message repeats.
    package static let maximumLength = 64

    /// In double quotes, escaped, and cut after ``maximumLength`` characters with `...`.
    package static func quote(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let end = scalars.index(scalars.startIndex, offsetBy: maximumLength, limitedBy: scalars.endIndex)
        let isCut = end.map { $0 < scalars.endIndex } ?? false
        let shown = isCut ? String(scalars.prefix(maximumLength)) : text
        return "\"\(escaped(shown, quotes: true))\(isCut ? "..." : "")\""
    }

    /// Without anything that moves a cursor, breaks a line or reorders text.
    package static func escaped(_ text: String) -> String { escaped(text, quotes: false) }

    static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if quotes, scalar == "\"" || scalar == "\\" {
                result += "\\"
                result.unicodeScalars.append(scalar)
            } else if isHarmless(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += escaped(scalar)
            }
        }
        return result
    }

    /// Whether a terminal shows it as one character where it stands.
    static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
        default: true
        }
    }
}
