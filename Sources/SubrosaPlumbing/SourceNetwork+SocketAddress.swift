import NIOCore
import SubrosaCore

extension SourceNetwork {
    /// - Parameter address: nil if the connection was reset before it was accepted.
    package init(_ address: SocketAddress?) {
        let ip: IPAddress? =
            switch address {
            case .v4(let address): withUnsafeBytes(of: address.address.sin_addr) { IPAddress(bytes: Array($0)) }
            case .v6(let address): withUnsafeBytes(of: address.address.sin6_addr) { IPAddress(bytes: Array($0)) }
            case .unixDomainSocket, nil: nil
            }
        if let ip { self.init(ip) } else { self = .unknown }
    }
}
