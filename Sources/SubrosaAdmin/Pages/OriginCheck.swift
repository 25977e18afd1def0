import SubrosaCore

/// Whether a request that changes something may come from where it comes from.
///
/// Programs such as curl send no Origin. A browser does, for every POST that a page makes it send: then page and node
/// have to be the same host, and that host an address or `localhost`, since a stranger's name can be made to mean
/// 127.0.0.1 (DNS rebinding).
enum OriginCheck {
    static func allows(_ request: AdminRequest) -> Bool {
        guard let origin = request.origin else { return true }
        guard let host = request.hosts.first, request.hosts.count == 1, isAddressOrLocalhost(host) else { return false }
        return origin == "\(request.isSecure ? "https" : "http")://\(host)"
    }

    /// - Parameter host: a Host field: a host, and perhaps a port.
    private static func isAddressOrLocalhost(_ host: String) -> Bool {
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            return IPAddress(String(host[host.index(after: host.startIndex)..<end])) != nil
        }
        let name = String(host.prefix { $0 != ":" })
        return name.lowercased() == "localhost" || IPAddress(name) != nil
    }
}
