import Dispatch
import NIOCore
import NIOPosix
import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Finds the addresses of one peer, afresh for each dial, with the system's resolver.
///
/// NIO's own resolver has one queue for all lookups of an event loop, so that a name whose DNS server does not answer
/// would keep every other peer from being dialled. Here each peer has a queue, on which at most one lookup is under way:
/// dials that begin meanwhile wait for its answer, and an answer that comes when nobody waits any more serves
/// the next dial, so that a resolver slower than a dial's patience still leads to a connection.
final class NameLookup: Resolver, Sendable {
    /// How long an answer that came too late for one dial may serve the next.
    private static let answerLifetime = TimeAmount.seconds(2)

    private typealias Addresses = [SocketAddress]

    private struct Lookup {
        let ipv4: EventLoopPromise<Addresses>
        let ipv6: EventLoopPromise<Addresses>
        var waiting = 0
        var answered: NIODeadline?
    }

    private let loop: any EventLoop
    private let queue = DispatchQueue(label: "subrosa.lookup")
    private let current: NIOLoopBoundBox<Lookup?>

    /// - Parameter loop: where everything is called.
    init(loop: any EventLoop) {
        self.loop = loop
        current = NIOLoopBoundBox.makeEmptyBox(valueType: Lookup.self, eventLoop: loop)
    }

    /// Whether the system has been asked and has not answered yet.
    var isUnanswered: Bool { current.value.map { $0.answered == nil } ?? false }

    // MARK: Resolver: NIO asks for IPv6 first, for IPv4 right after it, and cancels when it has waited long enough.

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        let lookup = lookup(host, port)
        return lookup.ipv6.futureResult
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        guard let lookup = current.value else { return loop.makeSucceededFuture([]) }
        if lookup.answered != nil { current.value = nil }
        return lookup.ipv4.futureResult
    }

    func cancelQueries() {
        guard let waiting = current.value?.waiting else { return }
        current.value?.waiting = max(0, waiting - 1)
    }

    // MARK: Inside

    private func lookup(_ host: String, _ port: Int) -> Lookup {
        if let answered = current.value?.answered, NIODeadline.now() - answered > Self.answerLifetime {
            current.value = nil
        }
        var lookup = current.value ?? begin(host, port)
        lookup.waiting += 1
        current.value = lookup
        return lookup
    }

    private func begin(_ host: String, _ port: Int) -> Lookup {
        var lookup = Lookup(ipv4: loop.makePromise(), ipv6: loop.makePromise())
        if let address = try? SocketAddress(ipAddress: host, port: port) {
            lookup.answered = .now()
            lookup.ipv6.succeed(address.protocol == .inet6 ? [address] : [])
            lookup.ipv4.succeed(address.protocol == .inet ? [address] : [])
            return lookup
        }
        queue.async { [self] in
            let result = Self.ask(host, port)
            loop.execute { [self] in answer(result) }
        }
        return lookup
    }

    private func answer(_ result: Result<Addresses, any Error>) {
        guard var lookup = current.value else { return }
        lookup.answered = .now()
        current.value = lookup.waiting > 0 ? nil : lookup
        lookup.ipv6.completeWith(result.map { $0.filter { $0.protocol == .inet6 } })
        lookup.ipv4.completeWith(result.map { $0.filter { $0.protocol == .inet } })
    }

    private static func ask(_ host: String, _ port: Int) -> Result<Addresses, any Error> {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_protocol = CInt(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { return .failure(Failure(description: String(cString: gai_strerror(code)))) }
        defer { freeaddrinfo(list) }
        return .success(sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { address(in: $0, host) })
    }

    private static func address(in entry: UnsafeMutablePointer<addrinfo>?, _ host: String) -> SocketAddress? {
        guard let entry = entry?.pointee, let bytes = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET: return SocketAddress(bytes.load(as: sockaddr_in.self), host: host)
        case AF_INET6: return SocketAddress(bytes.load(as: sockaddr_in6.self), host: host)
        default: return nil
        }
    }

    /// What the system's resolver said.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
