import NIOCore
import SubrosaCore
import SubrosaWire

extension OutboundLink {
    /// Why datagrams go on the link alone; nil if they do not.
    var linkAlone: LinkAloneReason? {
        guard connection != nil else { return .noLink }
        if settings.value.datagrams == .tls { return .switchedOff }
        return sealed.map(\.linkAlone) ?? .notTakenByPeer
    }

    func openSealed(on connection: PeerConnection, _ peer: PeerConnection.Peer) {
        endSealed()
        guard settings.value.datagrams != .tls, peer.abilities.contains(.takesSealedDatagrams),
            let address = connection.peerAddress, let own = connection.localAddress
        else { return }
        let outlet = SealedOutlet(
            from: own, to: address, mode: settings.value.datagrams, cipher: settings.value.cipher, loop: dialer.loop,
            counters: counters,
            tell: { [weak connection] frame in
                connection?.send(frame)
                connection?.flush()
            },
            onChange: { [journal] in journal.wayChanged($0) })
        sealed = outlet
        outlet.start()
    }

    /// What went over UDP alone in the last seconds may have arrived, or not: nobody will say.
    func endSealed() {
        counters.dropped(.outbound, .unconfirmed, count: Int(clamping: sealed?.unsettled ?? 0))
        sealed?.stop()
        sealed = nil
    }

    /// Sends a datagram another way than on the link alone.
    func deliver(
        _ datagram: ByteBuffer, _ way: HedgePlan.Way, _ sealed: SealedOutlet, on connection: PeerConnection
    ) {
        switch way {
        case .link: break
        case .both:
            let number = sealed.send(datagram, withCopies: true, isAlone: false)
            connection.send(.numbered(number, datagram))
            written += 1
            if connection.batchedBytes >= TransportLimits.batchLimit { connection.flush() }
        case .sealed(let withCopies):
            _ = sealed.send(datagram, withCopies: withCopies, isAlone: true)
        }
        counters.datagrams.outbound += 1
        counters.datagramBytes.outbound += UInt64(datagram.readableBytes)
    }
}
