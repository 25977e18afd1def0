import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaIdentity
import SubrosaWire

/// Makes one connection to a node: resolves its name afresh, connects to whichever of its addresses answers first
/// (RFC 8305, in NIO), shakes hands and says hello.
struct Dialer {
    /// Short, so that a lost SYN costs less than a suspicion; TLS and the hello have their own deadlines.
    static let connectTimeout = TimeAmount.milliseconds(1_500)

    let loop: any EventLoop
    let settings: PeerConnectionSettings

    /// - Parameter done: called once, on the loop.
    func dial(
        _ node: Node, role: Hello.Role,
        done: @escaping (Result<(PeerConnection, PeerConnection.Peer), DialError>) -> Void
    ) {
        let attempt = Attempt(done: done)
        let bound = NIOLoopBound(attempt, eventLoop: loop)
        let settings = self.settings
        ClientBootstrap(group: loop)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
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
            .connect(host: node.linkAddress.host, port: Int(node.linkAddress.port))
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel): attempt.winner = channel
                case .failure(let error): attempt.fail(DialFailure(connectError: error))
                }
            }
    }

    struct DialError: Error {
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
            case .refused(let refusal): report(.failure(DialError(failure: .refused(refusal))))
            }
        }

        func fail(_ failure: DialFailure) { report(.failure(DialError(failure: failure))) }

        private func report(_ result: Result<(PeerConnection, PeerConnection.Peer), DialError>) {
            let done = self.done
            self.done = nil
            done?(result)
        }
    }
}
