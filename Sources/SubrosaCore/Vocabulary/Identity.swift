/// What a node's certificate has to prove. Written `dns:NAME`, `ip:ADDRESS`, `uri:URI`, `cn:NAME` or
/// `ou:NAME`.
package enum Identity: Hashable, Sendable, CustomStringConvertible {
    /// A DNS subject alternative name, compared without regard to ASCII case and a trailing dot.
    case dns(String)
    /// Any DNS subject alternative name that has one label more than this one, and the wildcard name itself: written
    /// `dns:*.NAME`, for those who ask for it. Whoever has such a certificate can speak for each node with that identity.
    case dnsWildcard(String)
    /// An IP address subject alternative name.
    case ip(IPAddress)
    /// A URI subject alternative name (a SPIFFE ID, say), compared byte by byte.
    case uri(String)
    /// The subject's common name, compared byte by byte; only for old PKIs that have no alternative names.
    case commonName(String)
    /// The subject's only organisational unit, compared byte by byte; for old PKIs that tell machines apart by it.
    case organizationalUnit(String)

    package var description: String {
        switch self {
        case .dns(let name): "dns:\(name)"
        case .dnsWildcard(let parent): "dns:*.\(parent)"
        case .ip(let address): "ip:\(address)"
        case .uri(let uri): "uri:\(uri)"
        case .commonName(let name): "cn:\(name)"
        case .organizationalUnit(let name): "ou:\(name)"
        }
    }
}
