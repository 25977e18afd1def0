import FoundationEssentials
import NIOCore
import NIOSSL
import NIOTLS
import SubrosaCore
import SubrosaFraming
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaWire

/// One TLS connection to a peer, from its first byte: waits for the handshake, checks protocol and certificate, says
/// hello, and then passes frames to the link or lane that it has become.
///
/// Pipeline: socket – NIOSSLHandler – PeerConnection. Nothing is delivered before the hello was accepted.
///
/// The channel must not allow remote half-closure: with it NIOSSL does not take the peer's close for the answer to its own
/// and waits for its timeout. Half-closes of streams are frames.
final class PeerConnection: ChannelInboundHandler, FrameConnection {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case handshaking
        case greeting
        case ready
        case closed
    }

    private let settings: PeerConnectionSettings
    private let side: PeerVerifier.Side
    private let role: Hello.Role?
    private var onOutcome: ((PeerConnection, Outcome) -> Void)?
    private var phase = Phase.handshaking
    private var verdict: PeerVerdict?
    /// What the peer presented: DER, its own certificate first; empty until it has.
    private(set) var chain: [[UInt8]] = []
    /// The peer's certificate is being looked at; if the peer hangs up meanwhile, the verdict is still the better reason.
    private var isVerifying = false
    private var decoder = FrameDecoder()
    private var context: ChannelHandlerContext?
    private var deadline: Scheduled<Void>?
    /// Since when the handshake's time runs, if not since the beginning here.
    private var began: NIODeadline?
    private let batch = FrameBatch()
    private var lastError: (any Error)?

    /// Told when the peer's certificate begins to be looked at, and when that is over.
    var onVerifying: ((Bool) -> Void)?
    var receiver: (any FrameReceiver)?
    /// Told once if the peer breaks the protocol after its hello, before the receiver is told that this is the end.
    var onViolation: ((Refusal) -> Void)?
    var readsByItself = true {
        didSet { if readsByItself, !oldValue { context?.read() } }
    }

    /// - Parameters:
    ///   - role: What a dialled connection is for; nil when accepting.
    ///   - onOutcome: called once, on the event loop.
    private init(
        settings: PeerConnectionSettings, side: PeerVerifier.Side, role: Hello.Role?,
        onOutcome: @escaping (PeerConnection, Outcome) -> Void
    ) {
        self.settings = settings
        self.side = side
        self.role = role
        self.onOutcome = onOutcome
    }

    /// Adds TLS and a new connection to an accepted channel.
    ///
    /// - Parameters:
    ///   - position: in the channel's pipeline.
    ///   - began: since when the time for the handshake runs; since now if nil.
    static func accept(
        on channel: any Channel, at position: ChannelPipeline.SynchronousOperations.Position = .last,
        settings: PeerConnectionSettings, since began: NIODeadline? = nil,
        onOutcome: @escaping (PeerConnection, Outcome) -> Void
    ) throws -> PeerConnection {
        let connection = PeerConnection(settings: settings, side: .accepting, role: nil, onOutcome: onOutcome)
        connection.began = began
        let tls = NIOSSLServerHandler(
            context: settings.contexts.accepting, customVerificationCallback: connection.verificationCallback())
        try channel.pipeline.syncOperations.addHandlers([tls, connection], position: position)
        return connection
    }

    /// Adds TLS and a new connection to a channel that is dialled.
    static func dial(
        on channel: any Channel, settings: PeerConnectionSettings, node: Node, role: Hello.Role,
        onOutcome: @escaping (PeerConnection, Outcome) -> Void
    ) throws {
        let connection = PeerConnection(
            settings: settings, side: .dialling(node.name), role: role, onOutcome: onOutcome)
        // An IP literal may not stand in SNI (RFC 6066, section 3).
        let serverName = IPAddress(node.linkAddress.host) == nil ? node.linkAddress.host : nil
        let tls = try NIOSSLClientHandler(
            context: settings.contexts.dialling, serverHostname: serverName,
            customVerificationCallback: connection.verificationCallback())
        try channel.pipeline.syncOperations.addHandlers([tls, connection])
    }

    // MARK: Sending

    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// `ip:port` of the other end, for logs; kept, because a channel that was closed has forgotten it.
    private(set) var remoteAddress = "unknown"
    /// Where the other end is.
    private(set) var peerAddress: SocketAddress?

    /// Where this end is.
    var localAddress: SocketAddress? { context?.channel.localAddress }

    /// Completes when the connection is closed.
    var closeFuture: EventLoopFuture<Void>? { context?.channel.closeFuture }

    func isOn(_ channel: any Channel) -> Bool { context?.channel === channel }

    func send(_ frame: Frame) { batch.add(frame, to: context) }

    /// Bytes queued by ``send(_:)`` that have not been given to the channel yet.
    var batchedBytes: Int { batch.byteCount }

    func flush() { batch.flush(to: context) }

    /// One large read at a time, which costs less than several small ones. A link stays with small bursts, since what
    /// it reads goes to a UDP socket whose buffer is small.
    func willCarryStreams() {
        guard let channel = context?.channel, let options = channel.syncOptions else { return }
        Unpaced.applyIfNearby(to: channel)
        try? options.setOption(.recvAllocator, value: TransportLimits.laneBuffer)
        try? options.setOption(.maxMessagesPerRead, value: 1)
    }

    func setCarriesStream(_ carries: Bool) {
        let setting = carries ? KeepAlive.whileBusy : KeepAlive.whileIdle
        try? context?.channel.syncOptions?.setOption(.tcpOption(setting.option), value: setting.value)
    }

    func read() { context?.read() }

    func close() {
        receiver = nil
        shut()
    }

    /// An orderly TLS close needs the peer's answer, so everything is read until the channel is gone.
    private func shut() {
        guard let context else { return }
        try? context.channel.syncOptions?.setOption(.autoRead, value: true)
        context.close(promise: nil)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        // A channel that never became active ends without ``channelInactive(context:)``.
        if phase != .ready { concludeUnready() }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        peerAddress = context.channel.remoteAddress
        if let peerAddress { remoteAddress = AddressText.describe(peerAddress) }
        restartDeadline(.handshakeTimeout, since: began)
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent, phase == .handshaking else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        guard negotiated == Limits.applicationProtocol else {
            refuse(
                Refusal(
                    .alpnMismatch, "the peer offers \(negotiated.map { UntrustedText.quoted($0) } ?? "no protocol")"))
            return
        }
        guard case .admitted? = verdict else {
            refuse(Refusal(.noCertificate, "the handshake ended without a verdict"))
            return
        }
        phase = .greeting
        restartDeadline(.helloTimeout)
        if let role {
            sendHello(role)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What a refused peer writes until TLS has been closed is not gathered.
        guard phase != .closed else { return }
        decoder.append(unwrapInboundIn(data))
        do throws(FrameError) {
            while phase != .closed, let frame = try decoder.next() { received(frame) }
        } catch {
            let refusal = Greeting.refusal(for: error)
            if phase == .ready { violated(refusal) } else { refuse(refusal) }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        receiver?.burstEnded()
        if readsByItself { context.read() }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        receiver?.writabilityChanged()
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if lastError == nil { lastError = error }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch phase {
        case .handshaking, .greeting:
            concludeUnready()
        case .ready:
            end(ConnectionEndText.end(for: lastError))
        case .closed:
            break
        }
        context.fireChannelInactive()
    }

    // MARK: Hello

    private func sendHello(_ role: Hello.Role) {
        send(
            .hello(
                Hello(
                    role: role, name: settings.localName, digest: settings.digest, abilities: settings.abilities)))
        flush()
    }

    private func received(_ frame: Frame) {
        if phase == .ready {
            receiver?.received(frame)
            return
        }
        guard phase == .greeting, case .admitted(let proven)? = verdict else { return }
        switch frame {
        case .hello(let hello):
            let greeting = Greeting(
                side: side, localName: settings.localName, proven: proven.nodes, dialledRole: role)
            if let refusal = greeting.objection(to: hello) {
                refuse(refusal)
                return
            }
            if role == nil { sendHello(hello.role) }
            phase = .ready
            deadline?.cancel()
            let peer = Peer(
                name: hello.name, role: hello.role, digest: hello.digest, abilities: hello.abilities, proven: proven,
                chain: chain, side: side, generation: settings.generation, presentation: settings.presentation)
            report(.ready(peer))
        case .refuse(let word):
            conclude(.refused(Refusal(.refusedByPeer, "it says: \(RefusalText.describe(word))")))
            shut()
        default:
            refuse(Refusal(.frameInvalid, "a \(frame.type) frame before the hello"))
        }
    }

    /// The channel is gone before the hello.
    private func concludeUnready() {
        guard !isVerifying else { return }
        conclude(.refused(refusalForLastError()))
    }

    private func verified(_ verdict: PeerVerdict) {
        isVerifying = false
        onVerifying?(false)
        self.verdict = verdict
        if context == nil, phase != .closed { concludeUnready() }
    }

    private func refusalForLastError() -> Refusal {
        if case .refused(let refusal)? = verdict { return refusal }
        guard let lastError else {
            return Refusal(.closedEarly, phase == .handshaking ? "during the TLS handshake" : "before the hello")
        }
        let refusal = TLSFailure.refusal(for: lastError)
        return refusal
    }

    /// Says no, tells the peer why where it can hear it, and closes.
    func refuse(_ refusal: Refusal) {
        if phase == .greeting, role == nil {
            send(.refuse(refusal.reason.rawValue))
            flush()
        }
        conclude(.refused(refusal))
        shut()
    }

    private func restartDeadline(_ reason: RefusalReason, since start: NIODeadline? = nil) {
        deadline?.cancel()
        let end = (start ?? .now()) + settings.deadline
        deadline = context?.eventLoop.assumeIsolated().scheduleTask(deadline: end) { [weak self] in
            guard let self else { return }
            refuse(Refusal(reason, "after \(settings.deadline.nanoseconds / 1_000_000_000) s"))
        }
    }

    private func conclude(_ outcome: Outcome) {
        phase = .closed
        deadline?.cancel()
        report(outcome)
    }

    private func report(_ outcome: Outcome) {
        let onOutcome = self.onOutcome
        self.onOutcome = nil
        onOutcome?(self, outcome)
    }

    func violated(_ detail: String) { violated(Refusal(.frameInvalid, detail)) }

    private func violated(_ refusal: Refusal) {
        guard phase == .ready else { return }
        onViolation?(refusal)
        end(.violation(refusal.detail))
    }

    private func end(_ end: ConnectionEnd) {
        phase = .closed
        onViolation = nil
        let receiver = self.receiver
        self.receiver = nil
        receiver?.connectionEnded(end)
        shut()
    }

    // MARK: Certificates

    /// NIOSSL calls this on the event loop with what the peer presented; the verdict comes back to the loop before
    /// the handshake goes on.
    private func verificationCallback() -> NIOSSLCustomVerificationCallback {
        { [weak self] certificates, promise in
            guard let self, settings.verdicts.asked() else {
                promise.succeed(.failed)
                return
            }
            let loop = promise.futureResult.eventLoop
            let box = NIOLoopBound(self, eventLoop: loop)
            let verifier = settings.verifier
            let verdicts = settings.verdicts
            let side = self.side
            isVerifying = true
            onVerifying?(true)
            let chain = certificates.map { (try? $0.toDERBytes()) ?? [] }
            self.chain = chain
            Task {
                let verdict = await verifier.verify(chain: chain, side: side, now: Date())
                loop.execute {
                    box.value.verified(verdict)
                    if case .admitted = verdict {
                        promise.succeed(.certificateVerified)
                    } else {
                        promise.succeed(.failed)
                    }
                    verdicts.given()
                }
            }
        }
    }
}
