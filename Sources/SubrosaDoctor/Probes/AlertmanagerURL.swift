import SubrosaAdmin

/// Where an Alertmanager serves its API, from its command line. Pure.
struct AlertmanagerURL: Hashable {
    /// nil if it may be served with TLS, or at an address that is not understood.
    let url: StatusURL?
    /// The command line has it; otherwise it is where an Alertmanager serves that was told nothing.
    let isGiven: Bool

    /// Alertmanager's default is `:9093`.
    static let usual = AlertmanagerURL(url: StatusURL(host: "127.0.0.1", port: 9_093), isGiven: false)

    private init(url: StatusURL?, isGiven: Bool) {
        self.url = url
        self.isGiven = isGiven
    }

    /// - Parameter command: the program and its arguments.
    init(command: [String]) {
        func value(_ flag: String) -> String? { CommandFlag.value(flag, of: command) }
        let listen = value("--web.listen-address")
        guard value("--web.config.file") == nil else {
            self.init(url: nil, isGiven: listen != nil)
            return
        }
        self.init(
            url: Self.url(listen ?? ":9093", prefix: value("--web.route-prefix") ?? value("--web.external-url")),
            isGiven: listen != nil)
    }

    /// - Parameter prefix: a path, or a URL whose path it is.
    private static func url(_ listen: String, prefix: String?) -> StatusURL? {
        guard let colon = listen.lastIndex(of: ":") else { return nil }
        var host = String(listen[..<colon])
        if ["", "0.0.0.0", "[::]"].contains(host) { host = "127.0.0.1" }
        return StatusURL("http://\(host)\(listen[colon...])\(path(of: prefix ?? ""))")
    }

    private static func path(of prefix: String) -> String {
        guard let scheme = prefix.firstRange(of: "://") else { return prefix.hasPrefix("/") ? prefix : "/" + prefix }
        let rest = prefix[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? ""
    }
}
