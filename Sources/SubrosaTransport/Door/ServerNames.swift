import SubrosaCore
import SubrosaIdentity

/// What peers may ask for in SNI: `tls.server_names`. Pure.
package struct ServerNames: Hashable, Sendable {
    private let names: Set<String>
    private let needsName: Bool

    /// - Parameters:
    ///   - names: in any case, with or without a dot at the end.
    ///   - ownHost: of this node's link address. Who dials an IP address asks for no name (RFC 6066, section 3).
    package init(_ names: Set<String>, ownHost: String) {
        self.names = Set(names.map(Self.canonical))
        needsName = IPAddress(ownHost) == nil
    }

    /// - Parameter name: what a ClientHello asks for; nil if for nothing.
    /// - Returns: why it is not accepted, or nil if it is.
    func objection(to name: String?) -> Refusal? {
        guard let name else {
            return needsName ? Refusal(.serverName, "the peer asked for no name") : nil
        }
        return names.contains(Self.canonical(name))
            ? nil : Refusal(.serverName, "the peer asked for \(UntrustedText.quoted(name))")
    }

    private static func canonical(_ name: String) -> String {
        let lower = name.lowercased()
        return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
    }
}
