import SubrosaTestKit
import Synchronization

/// What an Alertmanager does with datagrams: answers pings, and keeps everything else.
final class FakeAlertmanager: Sendable {
    private struct State {
        var isDeaf = false
        var isOver = false
        /// Goes out with the next answers, as memberlist's gossip does.
        var gossip: [UInt8]?
    }

    private let socket: UDPClient
    private let state = Mutex(State())
    /// Pings that came.
    let pings = Record<UDPClient.Datagram>()
    let others = Record<UDPClient.Datagram>()

    init(_ machine: Machine) throws {
        socket = try machine.openUDP()
        OnThread.start { self.serve() }
    }

    func stop() { state.withLock { $0.isOver = true } }

    /// Takes what comes and answers nothing, as one that hangs.
    func setDeaf(_ isDeaf: Bool) { state.withLock { $0.isDeaf = isDeaf } }

    func addGossip(_ gossip: [UInt8]?) { state.withLock { $0.gossip = gossip } }

    /// A ping, as each sends one every second.
    func ping(_ peer: LoopbackAddress, label: String = "") throws {
        let prefix: [UInt8] = label.isEmpty ? [] : [244, UInt8(label.utf8.count)] + Array(label.utf8)
        let ping: [UInt8] = [0, 0x81, 0xa5] + Array("SeqNo".utf8) + [7]
        try socket.send(prefix + ping, to: peer)
    }

    func send(_ bytes: [UInt8], to peer: LoopbackAddress) throws { try socket.send(bytes, to: peer) }

    private func serve() {
        while !state.withLock({ $0.isOver }) {
            guard let datagram = try? socket.receive(within: 100) else { continue }
            guard let number = Self.numberOfPing(datagram.bytes) else {
                others.append(datagram)
                continue
            }
            pings.append(datagram)
            let (isDeaf, gossip) = state.withLock { ($0.isDeaf, $0.gossip) }
            if !isDeaf { try? socket.send(Self.answer(number, gossip), to: datagram.sender) }
        }
    }

    /// The bytes of the number of a canary: it stands behind its key, as four bytes always.
    private static func numberOfPing(_ bytes: [UInt8]) -> [UInt8]? {
        let key = Array("SeqNo".utf8) + [0xce]
        guard bytes.first == 0 || bytes.first == 244,
            let start = bytes.indices.first(where: { bytes[$0...].starts(with: key) })
        else { return nil }
        return Array(bytes[(start + key.count)...].prefix(4))
    }

    private static func answer(_ number: [UInt8], _ gossip: [UInt8]?) -> [UInt8] {
        var ack: [UInt8] = [2, 0x82, 0xa7]
        ack += Array("Payload".utf8)
        ack += [0xa0, 0xa5]
        ack += Array("SeqNo".utf8)
        ack += [0xce]
        ack += number
        guard let gossip else { return ack }
        let head: [UInt8] = [7, 2, 0, UInt8(ack.count), 0, UInt8(gossip.count)]
        return head + ack + gossip
    }
}
