import NIOCore
import NIOPosix
import SubrosaCore

/// A UDP socket from which sealed packets go to one peer. Opened anew when the system closes it; nothing is ever read from
/// it. One for each peer, so that what closes one (a firewall rule, no route) closes no other.
final class SendingSocket {
    /// How long until a socket that was lost is opened again.
    private static let reopenInterval = TimeAmount.seconds(1)
    /// Bytes that may wait in it: a burst of gossip.
    private static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 64 * 1_024, high: 256 * 1_024)

    private let loop: any EventLoop
    private let peer: SocketAddress
    /// Its address, with any port.
    private let own: SocketAddress
    private var channel: (any Channel)?
    private var isClosed = false
    private var hasWritten = false

    /// - Parameters:
    ///   - own: an address of this machine from which the peer is reached. Not the wildcard: a port of that is taken on
    ///     every address, and might be the one that Alertmanager wants on its own.
    ///   - peer: where its link port is.
    init(from own: SocketAddress, to peer: SocketAddress, loop: any EventLoop) {
        var own = own
        own.port = 0
        self.own = own
        self.peer = peer
        self.loop = loop
        open()
    }

    var isOpen: Bool { channel != nil }

    /// It takes another packet at once.
    var isWritable: Bool { channel?.isWritable ?? false }

    func send(_ packet: ByteBuffer) {
        channel?.write(AddressedEnvelope(remoteAddress: peer, data: packet), promise: nil)
        hasWritten = true
    }

    func flush() {
        guard hasWritten else { return }
        hasWritten = false
        channel?.flush()
    }

    func close() {
        isClosed = true
        channel?.close(promise: nil)
        channel = nil
    }

    private func open() {
        let me = NIOLoopBound(self, eventLoop: loop)
        DatagramBootstrap(group: loop)
            .channelOption(.autoRead, value: false)
            .channelOption(.writeBufferWaterMark, value: Self.waterMark)
            .bind(to: own)
            .whenComplete { result in me.value.opened(try? result.get()) }
    }

    private func opened(_ channel: (any Channel)?) {
        guard !isClosed else {
            channel?.close(promise: nil)
            return
        }
        guard let channel else {
            openLater()
            return
        }
        self.channel = channel
        channel.closeFuture.assumeIsolated().whenComplete { [weak self] _ in
            guard let self, !isClosed else { return }
            self.channel = nil
            openLater()
        }
    }

    private func openLater() {
        loop.assumeIsolated().scheduleTask(in: Self.reopenInterval) { [weak self] in
            guard let self, !isClosed else { return }
            open()
        }
    }
}
