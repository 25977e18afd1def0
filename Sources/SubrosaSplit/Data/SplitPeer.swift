import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// What joins the two halves of a node for one peer: datagrams and streams, either way.
package final class SplitPeer {
    package let name: NodeName
    package let counters: PeerCounters
    private let link: SplitLink
    private let outgoing: SplitStreams
    private var sink: (any DatagramSink)?
    private var inlet: SplitInlet?
    private var incoming: SplitStreamInlet?

    /// - Parameters:
    ///   - half: which one this process is.
    ///   - connector: reaches the other half.
    ///   - onDial: told what came of each dial for datagrams; nil: it succeeded. Streams say it themselves.
    init(
        name: NodeName, half: SplitHalf, counters: PeerCounters, connector: SplitConnector,
        onDial: @escaping (SplitFailure?) -> Void
    ) {
        self.name = name
        self.counters = counters
        link = SplitLink(half: half, counters: counters, loop: connector.loop) { done in
            connector.connect(.link(name)) { result in
                switch result {
                case .success(let connection):
                    onDial(nil)
                    done(connection)
                case .failure(let failure):
                    onDial(failure)
                    done(nil)
                }
            }
        }
        outgoing = SplitStreams(half: half) { done in connector.connect(.lane(name), done) }
    }

    /// Takes what goes to the other half.
    package var datagrams: any DatagramSink { link }
    /// Opens streams to the other half.
    package var streams: any StreamDialer { outgoing }

    /// Who takes what comes from the other half from now on.
    package func serve(datagrams: any DatagramSink, streams: any StreamSink) {
        sink = datagrams
        incoming = SplitStreamInlet(sink: streams)
    }

    /// The other half is there.
    func open() {
        link.open()
        outgoing.isOpen = true
    }

    /// The other half is gone, or this one ends: says what has arrived, resets what is under way.
    ///
    /// - Returns: completed when each datagram on its way is confirmed, or counted as lost.
    @discardableResult
    func close() -> EventLoopFuture<Void> {
        inlet?.close()
        incoming?.loseAll()
        outgoing.isOpen = false
        outgoing.loseAll()
        return link.close()
    }

    func acceptLink(_ connection: SplitConnection) {
        guard let sink else {
            connection.close()
            return
        }
        inlet?.close()
        inlet = SplitInlet(connection: connection, sink: sink) { [weak self] ended in
            if self?.inlet === ended { self?.inlet = nil }
        }
    }

    func acceptLane(_ connection: SplitConnection) {
        if let incoming { incoming.add(connection) } else { connection.close() }
    }
}

extension Preamble {
    /// Puts what an accepted connection is for behind its preamble.
    ///
    /// - Returns: false if there is no such peer, or it is no connection of a peer's.
    func add(_ channel: any Channel, to peers: [NodeName: SplitPeer]) -> Bool {
        guard let name = peer, let peer = peers[name], let connection = try? SplitConnection.add(to: channel) else {
            return false
        }
        if case .link = self { peer.acceptLink(connection) } else { peer.acceptLane(connection) }
        return true
    }

    private var peer: NodeName? {
        switch self {
        case .link(let name), .lane(let name): name
        case .control: nil
        }
    }
}
