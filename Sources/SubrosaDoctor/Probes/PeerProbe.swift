import NIOCore
import SubrosaCore
import SubrosaNames
import SubrosaPlumbing
import SubrosaTransport

/// Walks the way to one peer: its name, then each of its addresses.
struct PeerProbe {
    /// Of the answer for a name; as long as a resolver waits for its first DNS server (resolv.conf(5), `timeout`).
    static let nameDeadline = TimeAmount.seconds(5)
    /// A name has no more addresses that would be tried.
    private static let mostAddresses = 8

    let loop: any EventLoop
    /// Who is asked for addresses, as the node asks.
    let names: NameService
    /// nil if this node has no certificate that peers would accept: then nobody is dialled.
    let settings: PeerConnectionSettings?
    /// nil: nobody is asked for the time.
    var clock: ClockProbe?
    var nameDeadline = Self.nameDeadline

    func look(at node: Node) async -> PeerObservation {
        let found = await NameProbe.addresses(
            by: names, of: node.linkAddress.host, port: node.linkAddress.port, deadline: nameDeadline, on: loop)
        let addresses: [SocketAddress]
        switch found {
        case .failure(let failure): return PeerObservation(node: node, way: .unresolved("\(failure)"))
        case .success(let resolved): addresses = Array(resolved.prefix(Self.mostAddresses))
        }
        guard let settings else {
            return PeerObservation(
                node: node,
                way: .notDialled(
                    addresses: addresses.map(AddressText.describe),
                    "not dialled: without a certificate in order this node would be refused"))
        }
        async let reading = reading(node, addresses)
        let dials = await withTaskGroup(of: (Int, PeerObservation.Dial).self) { group in
            for (index, address) in addresses.enumerated() {
                group.addTask { (index, await dial(node, at: address, settings)) }
            }
            return await group.reduce(into: [(Int, PeerObservation.Dial)]()) { $0.append($1) }
        }
        return PeerObservation(node: node, way: .dialled(dials.sorted { $0.0 < $1.0 }.map(\.1)), clock: await reading)
    }

    private func reading(_ node: Node, _ addresses: [SocketAddress]) async -> ClockReading? {
        guard let clock, let ip = addresses.lazy.compactMap(\.ipAddress).first else { return nil }
        return await clock.look(at: node, ip: ip)
    }

    private func dial(
        _ node: Node, at address: SocketAddress, _ settings: PeerConnectionSettings
    ) async -> PeerObservation.Dial {
        let text = AddressText.describe(address)
        let outcome = await LaneProbe.dial(node, at: address, settings: settings, on: loop)
        guard case .refused(let refusal, _, _) = outcome,
            refusal.reason == .handshakeTimeout || refusal.reason == .helloTimeout
        else { return PeerObservation.Dial(address: text, outcome: outcome) }
        // TCP works and TLS hangs: either nobody is at home, or what is large gets lost.
        let again = await LaneProbe.dial(
            node, at: address, settings: settings, segment: LaneProbe.smallSegment, on: loop)
        if case .greeted = again { return PeerObservation.Dial(address: text, outcome: outcome, passesSmallOnly: true) }
        return PeerObservation.Dial(address: text, outcome: outcome)
    }
}
