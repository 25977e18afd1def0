import NIOCore
import SubrosaConfig
import SubrosaCore
import SubrosaLocal
import SubrosaTransport

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Where this node accepts peers, from `listen:` or its default.
struct ListenPlan {
    private let addresses: [ListenAddress]
    private let isDefault: Bool

    init(config: Config, node: Node) {
        isDefault = config.listen.isEmpty
        addresses =
            isDefault
            ? [IPAddress("::")].compactMap { $0.map { ListenAddress(ip: $0, port: node.linkAddress.port) } }
            : config.listen
    }

    /// - Returns: what was bound; fails with ``BindFailure``.
    func bind(_ listener: LinkListener, on loop: any EventLoop) -> EventLoopFuture<[String]> {
        let bound = NIOLoopBound(listener, eventLoop: loop)
        return EventLoopFuture.whenAllSucceed(
            addresses.map { address in
                // `[::]` takes IPv4 as well, unless the same port is also asked for on an IPv4 address.
                let isIPv6Only = addresses.contains { !$0.ip.isIPv6 && $0.port == address.port }
                return Self.bind(listener, address, isIPv6Only: isIPv6Only, on: loop).flatMapError { error in
                    guard let fallback = fallback(for: error, port: address.port) else {
                        return loop.makeFailedFuture(error)
                    }
                    return Self.bind(bound.value, fallback, isIPv6Only: false, on: loop)
                }
            }, on: loop)
    }

    /// A machine whose kernel has no IPv6 still has all interfaces of IPv4.
    private func fallback(for error: any Error, port: UInt16) -> ListenAddress? {
        guard isDefault, let failure = error as? BindFailure,
            failure.errno == EAFNOSUPPORT || failure.errno == EADDRNOTAVAIL
        else { return nil }
        return IPAddress("0.0.0.0").map { ListenAddress(ip: $0, port: port) }
    }

    private static func bind(
        _ listener: LinkListener, _ address: ListenAddress, isIPv6Only: Bool, on loop: any EventLoop
    ) -> EventLoopFuture<String> {
        let socketAddress: SocketAddress
        do {
            socketAddress = try SocketAddress(ipAddress: "\(address.ip)", port: Int(address.port))
        } catch {
            return loop.makeFailedFuture(error)
        }
        return listener.bind(socketAddress, isIPv6Only: isIPv6Only).flatMapErrorThrowing { error in
            throw BindFailure(
                transport: .tcp, address: "\(address)", purpose: "where this node accepts peers",
                errno: (error as? IOError)?.errnoCode ?? 0,
                holder: SocketHolder.find(.tcp, ip: address.ip, port: address.port))
        }
    }
}
