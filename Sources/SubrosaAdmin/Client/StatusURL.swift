/// Where a node serves its admin pages: `http://127.0.0.1:9096`, `https://am-1.example.com:9096`.
package struct StatusURL: Hashable, Sendable, CustomStringConvertible {
    /// A name or an IP address without brackets.
    package let host: String
    package let port: Int
    /// In front of the pages' own paths, if a proxy put them below one; without a slash at its end.
    package let prefix: String
    /// https
    package let isSecure: Bool

    package init(host: String, port: Int, prefix: String = "", isSecure: Bool = false) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.prefix = prefix
    }

    /// - Returns: nil unless `text` is `http://HOST[:PORT][/PATH]`, or with `https`, in printable ASCII.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            let scheme = ["http://", "https://"].first(where: { text.lowercased().hasPrefix($0) })
        else { return nil }
        isSecure = scheme == "https://"
        let rest = text.dropFirst(scheme.count)
        var authority = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path = path.dropLast() }
        guard !path.contains(where: { "?#".contains($0) }) else { return nil }
        prefix = String(path)
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = String(authority[authority.index(after: authority.startIndex)..<end])
            authority = authority[authority.index(after: end)...]
        } else {
            host = String(authority.prefix { $0 != ":" })
            authority = authority.dropFirst(host.count)
        }
        guard !host.isEmpty, !host.contains("@") else { return nil }
        if authority.isEmpty {
            port = isSecure ? 443 : 80
        } else {
            guard authority.hasPrefix(":"), let number = UInt16(authority.dropFirst()), number > 0 else { return nil }
            port = Int(number)
        }
    }

    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(prefix)" }
}
