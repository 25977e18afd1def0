import Dispatch
import NIOCore
import NIOPosix
import SubrosaNames

/// Finds the addresses of one peer, afresh for each dial.
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
    private let service: NIOLoopBoundBox<NameService>

    /// - Parameter loop: where everything is called.
    init(loop: any EventLoop) {
        self.loop = loop
        current = NIOLoopBoundBox.makeEmptyBox(valueType: Lookup.self, eventLoop: loop)
        service = NIOLoopBoundBox(NameService(), eventLoop: loop)
    }

    /// Who is asked from now on.
    func ask(_ service: NameService) { self.service.value = service }

    /// Whether somebody has been asked and has not answered yet.
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
        let service = self.service.value
        if let address = try? SocketAddress(ipAddress: host, port: port) {
            lookup.answered = .now()
            lookup.ipv6.succeed(address.protocol == .inet6 ? [address] : [])
            lookup.ipv4.succeed(address.protocol == .inet ? [address] : [])
            return lookup
        }
        queue.async { [self] in
            let result = service.addresses(of: host, port: UInt16(truncatingIfNeeded: port))
            loop.execute { [self] in answer(result.mapError { $0 }) }
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
}
