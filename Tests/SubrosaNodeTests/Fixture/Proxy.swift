import SubrosaTestKit
import Synchronization

/// The network between two nodes, in the hands of a test: passes bytes on until it is told not to.
final class Proxy: Sendable {
    private final class Wires: Sendable {
        let gate = Gate(isOpen: true)
        let target = Mutex<LoopbackAddress?>(nil)
        let connections = Mutex<[TCPConnection]>([])

        func serve(_ near: TCPConnection) throws {
            guard let target = target.withLock({ $0 }) else { return }
            let far = try TCPConnection(to: target)
            for connection in [near, far] { try connection.waitForever() }
            connections.withLock { $0 += [near, far] }
            OnThread.start { self.pump(from: far, to: near) }
            pump(from: near, to: far)
        }

        private func pump(from source: TCPConnection, to sink: TCPConnection) {
            while let bytes = try? source.receive(), !bytes.isEmpty {
                gate.pass()
                guard (try? sink.send(bytes)) != nil else { break }
            }
            gate.pass()
            // Whatever ends one direction ends both: nobody here half-closes.
            source.shutDown()
            sink.shutDown()
            connections.withLock { $0.removeAll { $0 === source || $0 === sink } }
        }
    }

    private let wires = Wires()
    private let server: TCPServer

    init() throws {
        server = try TCPServer(LoopbackAddress(ip: 0x7f00_0001, port: 0)) { [wires] in try wires.serve($0) }
    }

    /// Where to connect instead of the target.
    var address: LoopbackAddress { server.address }

    func lead(to target: LoopbackAddress) { wires.target.withLock { $0 = target } }

    /// Nothing passes any more, and nobody is told: a network that swallows everything.
    func freeze() { wires.gate.close() }

    func thaw() { wires.gate.open() }

    /// Ends every connection that passes through.
    func cut() { for connection in wires.connections.withLock({ $0 }) { connection.shutDown() } }

    func stop() {
        server.stop()
        thaw()
        cut()
    }
}
