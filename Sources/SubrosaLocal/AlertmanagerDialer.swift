import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Connects streams of one peer to the local Alertmanager, wherever that is, from the peer's virtual address.
final class AlertmanagerDialer: StreamDialer {
    /// `IP_BIND_ADDRESS_NO_PORT` (linux/in.h): the port is chosen at connect, so that many connections can share one.
    private static let bindAddressNoPort = NIOBSDSocket.Option(rawValue: 24)

    private let source: SocketAddress
    private let alertmanager: AlertmanagerPlace
    private let loop: any EventLoop

    /// - Parameter source: the peer's virtual address with port 0.
    init(source: SocketAddress, alertmanager: AlertmanagerPlace, loop: any EventLoop) {
        self.source = source
        self.alertmanager = alertmanager
        self.loop = loop
    }

    func dialStream(_ done: @escaping (Result<any StreamSide, StreamRefused>) -> Void) {
        guard let address = alertmanager.address else {
            done(.failure(StreamRefused(reason: .alertmanagerUnknown, detail: "its name stands for no address here")))
            return
        }
        ClientBootstrap(group: loop)
            .connectTimeout(LocalLimits.connectTimeout)
            .channelOption(ChannelOptions.Types.SocketOption(level: .ip, name: Self.bindAddressNoPort), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.maxMessagesPerRead, value: LocalLimits.streamReadsPerTurn)
            .channelOption(.recvAllocator, value: LocalLimits.streamBuffer)
            .channelOption(.writeBufferWaterMark, value: LocalLimits.streamWaterMark)
            .bind(to: source)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    Unpaced.apply(to: channel)
                    try channel.pipeline.syncOperations.addHandler(LocalStream(channel: channel))
                }
            }
            .connect(to: address)
            .assumeIsolated()
            .whenComplete { [alertmanager] result in
                do {
                    let channel = try result.get()
                    done(.success(try channel.pipeline.syncOperations.handler(type: LocalStream.self)))
                } catch {
                    alertmanager.wasNotReached()
                    done(.failure(Self.refused(error)))
                }
            }
    }

    private static func refused(_ error: any Error) -> StreamRefused {
        if case .connectTimeout? = error as? ChannelError {
            return StreamRefused(reason: .alertmanagerTimeout, detail: "no answer within 2 s")
        }
        let detail = (error as? IOError).map { SystemMessage.text($0.errnoCode) } ?? "\(error)"
        return StreamRefused(reason: .alertmanagerRefused, detail: detail)
    }
}
