import SubrosaTestKit
import Synchronization

/// The network between two nodes for UDP, in the hands of a test. Stands where a ``Proxy`` stands for TCP, at the same
/// address, passes packets on as it is told, and keeps a copy of each.
final class DatagramTap: Sendable {
    private struct State {
        var target: LoopbackAddress?
        var longest = Int.max
        var isOver = false
        var dropped = 0
        var losesNext = 0
    }

    private let socket: UDPClient
    private let state = Mutex(State())
    /// What came, whether it was passed on or not.
    let packets = Record<[UInt8]>()

    init(beside proxy: Proxy) throws {
        socket = try UDPClient(proxy.address)
        OnThread.start { self.serve() }
    }

    func lead(to target: LoopbackAddress) { state.withLock { $0.target = target } }

    /// Only packets up to this length pass; nobody is told.
    func pass(upTo length: Int) { state.withLock { $0.longest = length } }

    /// The next packets that are no probes do not pass.
    func lose(_ count: Int) { state.withLock { $0.losesNext = count } }

    /// Packets that have not been passed on.
    var dropped: Int { state.withLock { $0.dropped } }

    /// Sends something as the network might.
    func inject(_ bytes: [UInt8], to target: LoopbackAddress? = nil) throws {
        guard let target = target ?? state.withLock({ $0.target }) else { return }
        try socket.send(bytes, to: target)
    }

    func stop() { state.withLock { $0.isOver = true } }

    private func serve() {
        while !state.withLock({ $0.isOver }) {
            guard let datagram = try? socket.receive(within: 50) else { continue }
            let target = state.withLock { state -> LoopbackAddress? in
                let isProbe = datagram.bytes.count > 1_440
                if !isProbe, state.losesNext > 0 {
                    state.losesNext -= 1
                } else if datagram.bytes.count <= state.longest {
                    return state.target
                }
                state.dropped += 1
                return nil
            }
            if let target { try? socket.send(datagram.bytes, to: target) }
            packets.append(datagram.bytes)
        }
    }
}
