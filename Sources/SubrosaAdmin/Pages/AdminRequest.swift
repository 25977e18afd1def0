/// What the pages need to know of an HTTP request. Bodies are never looked at.
package struct AdminRequest: Hashable, Sendable {
    /// In upper case, as it came.
    package let method: String
    /// The request target (RFC 9112, section 3.2).
    package let target: String
    /// Every Host field.
    package let hosts: [String]
    /// The Origin field, which browsers send with whatever a page makes them post.
    package let origin: String?

    package init(method: String, target: String, hosts: [String] = ["localhost"], origin: String? = nil) {
        self.method = method
        self.target = target
        self.hosts = hosts
        self.origin = origin
    }

    /// Without the query, and without the authority that a proxy may put in front (RFC 9112, section 3.2.2).
    var path: String {
        var rest = target[...]
        if rest.lowercased().hasPrefix("http://") {
            rest = rest.dropFirst("http://".count)
            rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
        }
        return String(rest.prefix { $0 != "?" })
    }
}
