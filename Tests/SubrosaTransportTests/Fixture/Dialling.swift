import NIOCore
import SubrosaTestKit
import SubrosaWire

@testable import SubrosaTransport

extension Fabric {
    /// Dials a node at a port of this machine and tells how it came out.
    func dial(
        _ number: Int, at port: Int, as settings: PeerConnectionSettings, role: Hello.Role = .link
    ) async throws -> Outcome {
        let node = try self.node(number, at: port)
        let promise = loop.makePromise(of: Outcome.self)
        loop.execute { [loop] in
            Dialer(loop: loop, settings: CurrentSettings(settings)).dial(node, role: role) { result in
                switch result {
                case .success(let (_, peer)): promise.succeed(Outcome(peer))
                case .failure(let error): promise.succeed(Outcome(error.failure))
                }
            }
        }
        let outcome = promise.futureResult
        return try await within(.seconds(10), "the dial comes out") { try await outcome.get() }
    }
}
