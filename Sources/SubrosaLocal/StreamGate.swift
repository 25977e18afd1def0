import Logging
import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing

/// The TCP half of a peer's virtual address: accepts streams while the peer can be reached, and has the kernel refuse
/// them while it cannot.
final class StreamGate {
    private let address: ReservedAddress
    private let loop: any EventLoop
    private let logger: Logger
    private var sink: (any StreamSink)?
    private var isWanted = false
    private var isOpening = false
    private var channel: (any Channel)?
    private var failures = RepeatFilter<String>(interval: .seconds(10))

    init(address: ReservedAddress, loop: any EventLoop, logger: Logger) {
        self.address = address
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
        guard channel != nil else { return }
        address.stopListening()
        channel?.close(promise: nil)
        channel = nil
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
            if !isWanted { close() }
        case .failure(let error):
            loop.assumeIsolated().scheduleTask(in: LocalLimits.rebindInterval) { [weak self] in self?.listen() }
            let now = Instant(nanoseconds: NIODeadline.now().uptimeNanoseconds)
            guard case .report = failures.happened("\(error)", now: now) else { return }
            logger.error(
                "Cannot listen on a virtual address",
                metadata: [
                    "err": "\(error)", "why": "another process took the address while the peer was out of reach",
                    "remedy": "stop that process; Subrosa keeps trying",
                ])
        }
    }

    private func cannotAccept(_ error: IOError) {
        logger.error(
            "Cannot accept streams",
            metadata: ["err": "\(error)", "remedy": "raise the limit of open files (LimitNOFILE= in systemd)"])
    }

    private func accepted(_ stream: LocalStream) {
        guard isWanted, let sink else {
            stream.reset(.linkDown)
            return
        }
        sink.carry(stream)
    }
}
