@testable import SubrosaAdmin

/// A page taken apart, strictly: whatever is not a well-formed tag is text.
struct PageParts {
    static let known: Set<String> = [
        "html", "head", "title", "style", "script", "body", "div", "header", "main", "footer", "section",
        "h1",
        "h2", "h3", "small", "p", "a", "b", "strong", "span", "ul", "li", "time", "button", "table", "caption", "thead",
        "tbody", "tr", "th", "td", "svg", "g", "line", "circle", "path", "text", "details", "summary",
    ]
    static let knownAttributes: Set<String> = [
        "html", "lang", "charset", "name", "content", "class", "href", "id", "hidden", "role", "type", "scope", "title",
        "viewBox",
        "preserveAspectRatio", "d", "r", "x", "y", "cx", "cy", "x1", "y1", "x2", "y2", "transform", "datetime",
        "data-keep",
        "data-key", "data-head", "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden",
        "tabindex",
    ]
    private static let void: Set<String> = ["meta", "!DOCTYPE", "br"]

    private(set) var names: Set<String> = []
    private(set) var attributes: Set<String> = []
    /// Every element was closed, in order, and nothing that looks like markup is left in the text.
    private(set) var isSound = true
    /// What stands between the tags.
    private(set) var text: String

    init(_ html: String) {
        let html = html.replacing(FrontScript.html.markup, with: "").replacing(FrontStyle.html.markup, with: "")
        let tag = #/<(/?)([!a-zA-Z0-9]+)((?:\s+[a-zA-Z0-9-]+(?:="[^"<>]*")?)*)(/?)>/#
        var open: [Substring] = []
        for match in html.matches(of: tag) {
            let (_, isEnd, name, attributes, isClosed) = match.output
            for attribute in attributes.matches(of: #/\s([a-zA-Z0-9-]+)(?:="[^"]*")?/#) {
                self.attributes.insert(String(attribute.1))
            }
            if Self.void.contains(String(name)) { continue }
            if isEnd.isEmpty {
                names.insert(String(name))
                if isClosed.isEmpty { open.append(name) }
            } else if open.popLast() != name {
                isSound = false
            }
        }
        let between = html.replacing(tag, with: "")
        isSound = isSound && open.isEmpty && !between.contains { "<>\"'".contains($0) }
        text = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(between) { $0.replacing($1.0, with: $1.1) }
    }
}
