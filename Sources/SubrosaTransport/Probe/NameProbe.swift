import NIOCore
import SubrosaNames

/// Finds the addresses of a host as a dial would.
package enum NameProbe {
    /// - Parameters:
    ///   - names: who is asked.
    ///   - host: a name or an IP literal.
    ///   - deadline: of the answer; a resolver that has not answered by then is left alone with its question.
    /// - Returns: at least one address, IPv6 first.
    package static func addresses(
        by names: NameService, of host: String, port: UInt16, deadline: TimeAmount, on loop: any EventLoop
    ) async -> Result<[SocketAddress], NameFailure> {
        let promise = loop.makePromise(of: [SocketAddress].self)
        let timeout = loop.scheduleTask(in: deadline) {
            promise.fail(NameFailure(description: "the DNS servers have not answered in time"))
        }
        loop.execute {
            let lookup = NameLookup(loop: loop)
            lookup.ask(names)
            let ipv6 = lookup.initiateAAAAQuery(host: host, port: Int(port))
            let ipv4 = lookup.initiateAQuery(host: host, port: Int(port))
            ipv6.and(ipv4).map { $0 + $1 }.cascade(to: promise)
        }
        defer { timeout.cancel() }
        do {
            let addresses = try await promise.futureResult.get()
            return addresses.isEmpty ? .failure(NameFailure(description: "no address")) : .success(addresses)
        } catch {
            return .failure(error as? NameFailure ?? NameFailure(description: "\(error)"))
        }
    }
}
