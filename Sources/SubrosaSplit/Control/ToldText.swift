/// Text that the other half has sent, made fit for a log line or a terminal: that half may be broken into.
enum ToldText {
    /// Printable ASCII stands for itself, everything else becomes `\u{..}`.
    ///
    /// - Parameter limit: the most characters; what is longer ends in `...`.
    static func plain(_ text: String, limit: Int) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let piece =
                (" "..."~").contains(scalar) && scalar != "\\" ? "\(scalar)" : "\\u{\(String(scalar.value, radix: 16))}"
            guard result.utf8.count + piece.utf8.count <= limit else { return result + "..." }
            result += piece
        }
        return result
    }

    /// Lines of an error message; too many are only counted.
    static func problems(_ lines: [String]) -> [String] {
        let shown = lines.prefix(SplitLimits.problems).map { plain($0, limit: SplitLimits.problemLength) }
        return lines.count > shown.count ? shown + ["and \(lines.count - shown.count) more"] : shown
    }
}
