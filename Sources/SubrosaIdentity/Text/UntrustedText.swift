/// Text that a stranger chose (a subject, a name in a certificate), made fit for a log line or a terminal.
package enum UntrustedText {
    /// `text` in single quotes. Only printable ASCII stands for itself; control characters, quotes, backslashes and
    /// everything beyond ASCII (look-alike letters, direction marks) become `\u{..}`, so that nothing inside the
    /// quotes can end them, break the line or pass for another name.
    /// - Parameter limit: The most characters between the quotes; what is longer ends in `...`.
    package static func quoted(_ text: String, limit: Int = 100) -> String { "'\(escaped(text, limit: limit))'" }

    /// As ``quoted(_:limit:)``, without the quotes.
    package static func escaped(_ text: String, limit: Int = 100) -> String {
        var result = ""
        var length = 0
        for scalar in text.unicodeScalars {
            let piece = escaped(scalar)
            // Every piece is ASCII, so its bytes are its characters.
            guard length + piece.utf8.count <= limit else { return result + "..." }
            result += piece
            length += piece.utf8.count
        }
        return result
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "'", "\"", "\\": "\\u{\(String(scalar.value, radix: 16))}"
        case " "..."~": String(scalar)
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
}
