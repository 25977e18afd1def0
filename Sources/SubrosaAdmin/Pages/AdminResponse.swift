/// An answer, whole.
package struct AdminResponse: Hashable, Sendable {
    package let status: Int
    package let contentType: String
    /// Besides ``contentType``, the length and ``everyHeader``.
    package let headers: [[String]]
    /// What a browser may do with it: the Content-Security-Policy.
    package let policy: String
    package let body: String

    package init(
        _ status: Int, contentType: String, headers: [[String]] = [], policy: String = nothingAllowed, body: String
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.policy = policy
        self.body = body
    }

    /// Plain text, a line each.
    package static func text(_ status: Int, _ lines: [String], headers: [[String]] = []) -> AdminResponse {
        AdminResponse(
            status, contentType: "text/plain; charset=utf-8", headers: headers,
            body: lines.map { $0 + "\n" }.joined())
    }

    /// There is nothing to be said.
    package static let nothing = AdminResponse(204, contentType: "text/plain; charset=utf-8", body: "")

    /// Load nothing, run nothing, be framed by nobody.
    package static let nothingAllowed = "default-src 'none'; frame-ancestors 'none'"

    /// What goes with every answer, besides its policy: it is what it says, and is kept nowhere.
    package static let everyHeader = [
        ["X-Content-Type-Options", "nosniff"],
        ["Referrer-Policy", "no-referrer"],
        ["Cache-Control", "no-store"],
    ]

    /// All of them, with name and value.
    package var allHeaders: [[String]] {
        // RFC 9110, section 8.6: a 204 has no length.
        let length = status == 204 ? [] : [["Content-Length", "\(body.utf8.count)"]]
        return [["Content-Type", contentType], ["Content-Security-Policy", policy]] + length + headers
            + Self.everyHeader
    }
}
