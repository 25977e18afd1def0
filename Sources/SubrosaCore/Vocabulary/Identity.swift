/// What a node's certificate has to prove. Written `dns:NAME`, `ip:ADDRESS`, `uri:URI` or `cn:NAME`.
package enum Identity: Hashable, Sendable, CustomStringConvertible {
    /// A DNS subject alternative name, compared without regard to ASCII case and a trailing dot.
    case dns(String)
    /// An IP address subject alternative name.
    case ip(IPAddress)
    /// A URI subject alternative name (a SPIFFE ID, say), compared byte by byte.
    case uri(String)
    /// The subject's common name, compared byte by byte; only for old PKIs that have no alternative names.
    case commonName(String)

    package var description: String {
        switch self {
        case .dns(let name): "dns:\(name)"
        case .ip(let address): "ip:\(address)"
        case .uri(let uri): "uri:\(uri)"
        case .commonName(let name): "cn:\(name)"
        }
    }
}
