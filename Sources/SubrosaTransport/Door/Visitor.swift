import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Stands in front of an accepted connection until its hello was accepted. Reads no more than it takes to see that a
/// TLS handshake begins; TLS is set up only when the ``Doorkeeper`` lets it in. After that it counts what comes, and
/// goes away once the peer is known.
final class Visitor: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer

    private enum Phase {
        case silent
        /// Knocked; read no further until it is let in.
        case waiting
        case admitted(PeerConnection)
        case gone
    }

    let id: Door.Visitor
    let address: SocketAddress?
    private let arrived = NIODeadline.now()
    private let serverNames: ServerNames?
    private weak var keeper: Doorkeeper?
    private var phase = Phase.silent
    private var context: ChannelHandlerContext?
    private var bytes = ByteBuffer()
    private var count = 0
    /// While a certificate is looked at nothing more is read: TLS would have to keep it.
    private var holdsReads = false
    private var heldRead = false

    init(id: Door.Visitor, address: SocketAddress?, serverNames: ServerNames?, keeper: Doorkeeper) {
        self.id = id
        self.address = address
        self.serverNames = serverNames
        self.keeper = keeper
    }

    var isAdmitted: Bool { if case .admitted = phase { true } else { false } }

    // MARK: What the doorkeeper does with it

    /// Sets up TLS, which gets what has been read.
    func admit(
        _ settings: PeerConnectionSettings, onOutcome: @escaping (PeerConnection, PeerConnection.Outcome) -> Void
    ) throws {
        guard let context, case .waiting = phase else { return }
        let connection = try PeerConnection.accept(
            on: context.channel, at: .after(self), settings: settings, since: arrived, onOutcome: onOutcome)
        phase = .admitted(connection)
        connection.onVerifying = { [weak self] in self?.holdReads($0) }
        let bytes = self.bytes
        self.bytes = ByteBuffer()
        context.fireChannelRead(wrapInboundOut(bytes))
        context.fireChannelReadComplete()
    }

    /// The peer is known, and what it sends is no longer counted.
    func leave() {
        guard let context, case .admitted = phase else { return }
        phase = .gone
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    /// Closes the connection with a reset, so that nothing of it stays in the system. Whoever has a handshake under way
    /// concludes it with this refusal.
    func turnAway(_ refusal: Refusal) {
        guard let context else { return }
        let phase = self.phase
        self.phase = .gone
        bytes = ByteBuffer()
        if case .admitted(let connection) = phase { connection.refuse(refusal) }
        Self.reset(context.channel)
    }

    /// Closes with a reset instead of an end.
    static func reset(_ channel: any Channel) {
        _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        channel.close(mode: .all, promise: nil)
    }

    /// What is read meanwhile is asked for afterwards.
    func holdReads(_ holds: Bool) {
        holdsReads = holds
        guard !holds, heldRead else { return }
        heldRead = false
        context?.read()
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
        context.fireChannelActive()
    }

    func read(context: ChannelHandlerContext) {
        if holdsReads { heldRead = true } else { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = unwrapInboundIn(data)
        count += piece.readableBytes
        if case .gone = phase { return }
        guard count <= TransportLimits.bytesBeforeHello else {
            keeper?.refuse(self, Refusal(.handshakeTooLarge, "more than \(TransportLimits.bytesBeforeHello) bytes"))
            return
        }
        switch phase {
        case .silent:
            bytes.writeBuffer(&piece)
            judge()
        case .waiting: bytes.writeBuffer(&piece)
        case .admitted: context.fireChannelRead(data)
        case .gone: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        switch phase {
        case .silent: context.read()
        case .admitted: context.fireChannelReadComplete()
        case .waiting, .gone: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch phase {
        case .silent, .waiting:
            phase = .gone
            keeper?.gone(self)
        case .admitted, .gone: break
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard case .admitted = phase else {
            context.close(promise: nil)
            return
        }
        context.fireErrorCaught(error)
    }

    private func judge() {
        switch ClientHello.look(at: bytes) {
        case .incomplete: return
        case .notTLS:
            keeper?.refuse(self, Refusal(.notTLS, "the first bytes are no TLS ClientHello"))
            return
        case .found: break
        }
        if let serverNames {
            switch ClientHello.serverName(in: bytes) {
            case .incomplete: return
            case .malformed:
                keeper?.refuse(self, Refusal(.tlsFailure, "the ClientHello is malformed"))
                return
            case .name(let name):
                if let refusal = serverNames.objection(to: name) {
                    keeper?.refuse(self, refusal)
                    return
                }
            }
        }
        phase = .waiting
        keeper?.knocked(self)
    }
}
