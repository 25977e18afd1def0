import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Dials one address of a peer as a lane, on which nothing is carried: TCP, TLS, whom the certificate proves, the hello.
///
/// A lane, never a link: a node has one link to each peer, and the peer would take a second one for its successor. Of
/// lanes it takes many, and one that is closed while it idles is nothing to it.
package enum LaneProbe {
    /// The bytes of a TCP segment that every path carries (RFC 9293, section 3.7.1).
    package static let smallSegment: Int = 536

    /// - Parameters:
    ///   - segment: the largest TCP segment, in bytes, that either side may send; nil: whatever the system says.
    /// - Returns: after ``Dialer/connectTimeout`` and twice the settings' deadline at the latest.
    package static func dial(
        _ node: Node, at address: SocketAddress, settings: PeerConnectionSettings, segment: Int? = nil,
        on loop: any EventLoop
    ) async -> ProbeOutcome {
        let promise = loop.makePromise(of: ProbeOutcome.self)
        loop.execute { dial(node, at: address, settings: settings, segment: segment, on: loop, promise) }
        do {
            return try await promise.futureResult.get()
        } catch {
            return .notConnected(.other, detail: "\(error)")
        }
    }

    private static func dial(
        _ node: Node, at address: SocketAddress, settings: PeerConnectionSettings, segment: Int?,
        on loop: any EventLoop, _ promise: EventLoopPromise<ProbeOutcome>
    ) {
        let attempt = NIOLoopBound(Attempt(promise), eventLoop: loop)
        var bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(Dialer.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: false)
        if let segment {
            bootstrap = bootstrap.channelOption(.tcpOption(.init(rawValue: TCP_MAXSEG)), value: segment)
        }
        bootstrap
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try PeerConnection.dial(on: channel, settings: settings, node: node, role: .lane) {
                        attempt.value.finish($0, $1)
                    }
                }
            }
            .connect(to: address).assumeIsolated().whenComplete { result in
                switch result {
                case .success: attempt.value.connected = .now()
                case .failure(let error): attempt.value.fail(error)
                }
            }
    }

    /// Reports one outcome. A channel that does not connect ends as well, but what it says means nothing.
    private final class Attempt {
        private let promise: EventLoopPromise<ProbeOutcome>
        private let began = NIODeadline.now()
        var connected: NIODeadline?

        init(_ promise: EventLoopPromise<ProbeOutcome>) { self.promise = promise }

        func fail(_ error: any Error) {
            if case .connect(let reason, let detail) = DialFailure(connectError: error, isNameUnanswered: false) {
                promise.succeed(.notConnected(reason, detail: detail))
            }
        }

        func finish(_ connection: PeerConnection, _ outcome: PeerConnection.Outcome) {
            guard let connected else { return }
            let connect = Duration(connected - began)
            switch outcome {
            case .refused(let refusal):
                let presented = connection.chain.first.flatMap { CertificateDates(der: $0) }
                promise.succeed(.refused(refusal, connect: connect, presented: presented))
            case .ready(let peer):
                let greeted = ProbeOutcome.Greeted(
                    connect: connect, hello: Duration(.now() - connected), digest: peer.digest, proven: peer.proven)
                // Whoever asked has the answer when the peer's end of the connection is gone as well.
                let closed = connection.closeFuture
                connection.close()
                guard let closed else {
                    promise.succeed(.greeted(greeted))
                    return
                }
                closed.whenComplete { [promise] _ in promise.succeed(.greeted(greeted)) }
            }
        }
    }
}
