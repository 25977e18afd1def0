import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing
import SubrosaIdentity
import SubrosaWire

/// Makes connections to one node: resolves its name afresh, connects to whichever of its addresses answers first
/// (RFC 8305, in NIO), shakes hands and says hello.
struct Dialer {
    /// Short, so that a lost SYN costs less than a suspicion; TLS and the hello have their own deadlines.
    static let connectTimeout = TimeAmount.milliseconds(1_500)

    let loop: any EventLoop
    private let settings: CurrentSettings
    private let names: NameLookup
    private let record: LinkRecord
    private let handshakes: HandshakeCounters

    init(
        loop: any EventLoop, settings: CurrentSettings, record: LinkRecord = LinkRecord(),
        handshakes: HandshakeCounters = HandshakeCounters()
    ) {
        self.loop = loop
        self.settings = settings
        self.record = record
        self.handshakes = handshakes
        names = NameLookup(loop: loop)
    }

    /// - Parameters:
    ///   - address: where the node is, if that is known already; its name is not resolved then.
    ///   - done: called once, on the loop.
    func dial(
        _ node: Node, role: Hello.Role, at address: SocketAddress? = nil,
        done: @escaping (Result<(PeerConnection, PeerConnection.Peer), DialError>) -> Void
    ) {
        record.dialled()
        let attempt = Attempt { [record, handshakes] result in
            switch result {
            case .success: handshakes.ended(.dialling, .accepted)
            case .failure(let error):
                record.dialEnded(with: error.failure)
                if case .refused = error.failure { handshakes.ended(.dialling, .refused) }
            }
            done(result)
        }
        let bound = NIOLoopBound(attempt, eventLoop: loop)
        let settings = self.settings.value
        let names = self.names
        names.ask(settings.names)
        let bootstrap = ClientBootstrap(group: loop)
            .resolver(names)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(KeepAlive.idle.option), value: KeepAlive.idle.value)
            .channelOption(.tcpOption(KeepAlive.interval.option), value: KeepAlive.interval.value)
            .channelOption(.tcpOption(KeepAlive.count.option), value: KeepAlive.count.value)
            .channelOption(.autoRead, value: false)
            .channelOption(.writeBufferWaterMark, value: TransportLimits.writeWaterMark)
            .channelInitializer { channel in
                // NIO makes a channel for each address it tries; only the one that connects says hello.
                channel.eventLoop.makeCompletedFuture {
                    try PeerConnection.dial(on: channel, settings: settings, node: node, role: role) {
                        bound.value.finish($0, $1)
                    }
                }
            }
        let connecting =
            address.map { bootstrap.connect(to: $0) }
            ?? bootstrap.connect(host: node.linkAddress.host, port: Int(node.linkAddress.port))
        connecting.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel): attempt.winner = channel
            case .failure(let error):
                let failure = DialFailure(
                    connectError: error, isNameUnanswered: address == nil && names.isUnanswered)
                attempt.fail(failure, address.map(AddressText.describe) ?? "\(node.linkAddress)")
            }
        }
    }

    struct DialError: Error {
        /// `ip:port` of who was reached, or the link address if nobody was.
        let address: String
        let failure: DialFailure
    }

    /// Reports one outcome: that of the channel which connected. Channels that lost the race to it end as well, but
    /// what they say means nothing.
    private final class Attempt {
        var winner: (any Channel)?
        private var done: ((Result<(PeerConnection, PeerConnection.Peer), DialError>) -> Void)?

        init(done: @escaping (Result<(PeerConnection, PeerConnection.Peer), DialError>) -> Void) { self.done = done }

        func finish(_ connection: PeerConnection, _ outcome: PeerConnection.Outcome) {
            guard let winner, connection.isOn(winner) else { return }
            switch outcome {
            case .ready(let peer): report(.success((connection, peer)))
            case .refused(let refusal): fail(.refused(refusal), connection.remoteAddress)
            }
        }

        func fail(_ failure: DialFailure, _ address: String) {
            report(.failure(DialError(address: address, failure: failure)))
        }

        private func report(_ result: Result<(PeerConnection, PeerConnection.Peer), DialError>) {
            let done = self.done
            self.done = nil
            done?(result)
        }
    }
}
