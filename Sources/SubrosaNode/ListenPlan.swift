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
    /// What was asked for, and what came of it.
    struct Place: Hashable {
        let asked: ListenAddress
        let isIPv6Only: Bool
        /// `ip:port`
        let bound: String
    }

    private let addresses: [ListenAddress]
    private let isDefault: Bool

    init(config: Config, node: Node) {
        isDefault = config.listen.isEmpty
        addresses =
            isDefault
            ? [IPAddress("::")].compactMap { $0.map { ListenAddress(ip: $0, port: node.linkAddress.port) } }
            : config.listen
    }

    /// - Parameter present: is bound already; what is in the plan as well stays as it is.
    /// - Returns: what is bound; fails with ``BindFailure``, and nothing new is bound then.
    func bind(
        _ listener: LinkListener, on loop: any EventLoop, keeping present: [Place] = []
    ) -> EventLoopFuture<[Place]> {
        let bound = NIOLoopBound(listener, eventLoop: loop)
        let places = addresses.map { address -> EventLoopFuture<Place> in
            // `[::]` takes IPv4 as well, unless the same port is also asked for on an IPv4 address.
            let isIPv6Only = addresses.contains { !$0.ip.isIPv6 && $0.port == address.port }
            if let place = present.first(where: { $0.asked == address && $0.isIPv6Only == isIPv6Only }) {
                return loop.makeSucceededFuture(place)
            }
            return Self.bind(listener, address, isIPv6Only: isIPv6Only, on: loop).flatMapError { error in
                guard let fallback = fallback(for: error, port: address.port) else {
                    return loop.makeFailedFuture(error)
                }
                return Self.bind(bound.value, fallback, isIPv6Only: false, on: loop)
            }
            .map { Place(asked: address, isIPv6Only: isIPv6Only, bound: $0) }
        }
        return EventLoopFuture.whenAllComplete(places, on: loop).flatMapThrowing { results in
            do {
                return try results.map { try $0.get() }
            } catch {
                for case .success(let place) in results where !present.contains(place) {
                    bound.value.close(place.bound)
                }
                throw error
            }
        }
    }

    /// Has sealed datagrams taken at the addresses at which peers are accepted, or at none.
    ///
    /// - Returns: fails with ``BindFailure``.
    static func bind(
        _ sealed: SealedListener, at places: [Place], of listener: LinkListener, mode: DatagramMode,
        on loop: any EventLoop
    ) -> EventLoopFuture<Void> {
        guard mode != .tls else { return loop.makeSucceededVoidFuture() }
        let binding = places.compactMap { place -> EventLoopFuture<Void>? in
            guard let address = listener.socketAddress(place.bound), !sealed.isBound(address) else { return nil }
            return sealed.bind(address, isIPv6Only: place.isIPv6Only).flatMapErrorThrowing { error in
                throw BindFailure(
                    transport: .udp, address: place.bound, purpose: "where this node takes sealed datagrams",
                    errno: (error as? IOError)?.errnoCode ?? 0,
                    holder: SocketHolder.find(.udp, ip: place.asked.ip, port: UInt16(address.port ?? 0)))
            }
        }
        return EventLoopFuture.andAllSucceed(binding, on: loop)
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
