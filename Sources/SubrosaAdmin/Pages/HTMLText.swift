/// Text inside HTML.
enum HTMLText {
    /// Fit for the inside of elements and of attributes in either kind of quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// An element with text in it.
    static func element(_ name: String, _ text: String) -> String { "<\(name)>\(escaped(text))</\(name)>" }

    /// A table; every cell is text.
    static func table(_ heads: [String], _ rows: [[String]]) -> String {
        let head = heads.map { element("th", $0) }.joined()
        let body = rows.map { "<tr>\($0.map { element("td", $0) }.joined())</tr>\n" }.joined()
        return "<table>\n<tr>\(head)</tr>\n\(body)</table>\n"
    }
}
