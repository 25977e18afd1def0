import Logging
import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing

/// The TCP half of a peer's virtual address: accepts streams while the peer can be reached, and has the kernel refuse
/// them while it cannot.
final class StreamGate {
    private let address: ReservedAddress
    /// Tells whose a stream is; nil if that makes no difference.
    var foreign: ForeignUsers?
    private let loop: any EventLoop
    private let logger: Logger
    private var sink: (any StreamSink)?
    private var isWanted = false
    private var isOpening = false
    /// Who listens; nil while nobody does.
    private(set) var channel: (any Channel)?
    private var failures = RepeatFilter<String>(interval: .seconds(10))
    private var losses = RepeatFilter<Loss>(interval: .seconds(10))

    private enum Loss { case lost }

    init(address: ReservedAddress, foreign: ForeignUsers?, loop: any EventLoop, logger: Logger) {
        self.address = address
        self.foreign = foreign
        self.loop = loop
        self.logger = logger
    }

    func connect(to sink: any StreamSink) { self.sink = sink }

    func open() {
        isWanted = true
        listen()
    }

    func close() {
        isWanted = false
        guard let listening = channel else { return }
        channel = nil
        address.stopListening()
        listening.close(promise: nil)
    }

    private func listen() {
        guard isWanted, !isOpening, channel == nil else { return }
        isOpening = true
        let descriptor: CInt
        do {
            // NIO would lose the descriptor if it could not listen on it.
            try address.startListening(backlog: LocalLimits.streamBacklog)
            descriptor = try address.duplicate()
        } catch {
            // Nobody would accept what the kernel lets in.
            address.stopListening()
            opened(.failure(error))
            return
        }
        let me = NIOLoopBound(self, eventLoop: loop)
        ServerBootstrap(group: loop)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause { me.value.cannotAccept($0) })
                }
            }
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: LocalLimits.streamReadsPerTurn)
            .childChannelOption(.recvAllocator, value: LocalLimits.streamBuffer)
            .childChannelOption(.writeBufferWaterMark, value: LocalLimits.streamWaterMark)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        LocalStream(channel: channel) { me.value.accepted($0) })
                }
            }
            .withBoundSocket(descriptor)
            .assumeIsolated()
            .whenComplete { me.value.opened($0.mapError { $0 }) }
    }

    private func opened(_ result: Result<any Channel, any Error>) {
        isOpening = false
        switch result {
        case .success(let channel):
            self.channel = channel
            // On a socket that it is given, NIO listens with a backlog of its own choice: 128.
            try? address.startListening(backlog: LocalLimits.streamBacklog)
            channel.closeFuture.assumeIsolated().whenComplete { [weak self] _ in self?.lost(channel) }
            if !isWanted { close() }
        case .failure(let error):
            listenLater()
            guard case .report = failures.happened("\(error)", now: .now()) else { return }
            logger.error(
                "Cannot listen on a virtual address",
                metadata: [
                    "err": "\(error)", "why": "another process took the address while the peer was out of reach",
                    "remedy": "stop that process; Subrosa keeps trying",
                ])
        }
    }

    /// NIO closes its listener on errors of accept(2) that it does not know. The address stays ours, but nobody would
    /// accept what the kernel lets in.
    private func lost(_ channel: any Channel) {
        guard self.channel === channel else { return }
        self.channel = nil
        address.stopListening()
        listenLater()
        guard case .report(let repeated) = losses.happened(.lost, now: .now()) else { return }
        logger.warning(
            "A virtual address accepts no streams; listening again",
            metadata: [
                "why": "the system closed the socket", "repeated": "\(repeated)",
                "remedy": "look for firewall rules or a security module that forbid accepting connections",
            ])
    }

    private func listenLater() {
        loop.assumeIsolated().scheduleTask(in: LocalLimits.rebindInterval) { [weak self] in self?.listen() }
    }

    private func cannotAccept(_ error: IOError) {
        logger.error(
            "Cannot accept streams", metadata: ["err": "\(error)", "remedy": "\(AcceptPause.remedy(for: error))"])
    }

    private func accepted(_ stream: LocalStream) {
        guard isWanted, let sink else {
            stream.reset(.linkDown)
            return
        }
        guard foreign?.admits(stream.channel, now: .now()) ?? true else {
            stream.reset(.foreignUser)
            return
        }
        sink.carry(stream)
    }
}
