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
    /// It came over TLS.
    package let isSecure: Bool

    package init(
        method: String, target: String, hosts: [String] = ["localhost"], origin: String? = nil, isSecure: Bool = false
    ) {
        self.method = method
        self.target = target
        self.hosts = hosts
        self.origin = origin
        self.isSecure = isSecure
    }

    /// Without the query, and without the authority that a proxy may put in front (RFC 9112, section 3.2.2).
    var path: String {
        var rest = target[...]
        if let scheme = ["http://", "https://"].first(where: { rest.lowercased().hasPrefix($0) }) {
            rest = rest.dropFirst(scheme.count)
            rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
        }
        return String(rest.prefix { $0 != "?" })
    }
}
