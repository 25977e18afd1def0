/// An answer, whole.
package struct AdminResponse: Hashable, Sendable {
    package let status: Int
    package let contentType: String
    /// Besides ``contentType``, the length and ``everyHeader``.
    package let headers: [[String]]
    package let body: String

    package init(_ status: Int, contentType: String, headers: [[String]] = [], body: String) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }

    /// Plain text, a line each.
    package static func text(_ status: Int, _ lines: [String], headers: [[String]] = []) -> AdminResponse {
        AdminResponse(
            status, contentType: "text/plain; charset=utf-8", headers: headers,
            body: lines.map { $0 + "\n" }.joined())
    }

    /// What goes with every answer: pages load nothing, run nothing, are framed by nobody and kept nowhere.
    package static let everyHeader = [
        ["Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"],
        ["X-Content-Type-Options", "nosniff"],
        ["Referrer-Policy", "no-referrer"],
        ["Cache-Control", "no-store"],
    ]

    /// All of them, with name and value.
    package var allHeaders: [[String]] {
        [["Content-Type", contentType], ["Content-Length", "\(body.utf8.count)"]] + headers + Self.everyHeader
    }
}
