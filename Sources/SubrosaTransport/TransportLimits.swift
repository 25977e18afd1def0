import NIOCore

/// Bounds of the side facing peers.
enum TransportLimits {
    /// Bytes that may wait in one connection before it counts as busy. High enough for a burst of gossip and a full
    /// read of a stream, low enough that what waits longer than the age limit waits in our own queue.
    static let writeWaterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 128 * 1_024, high: 512 * 1_024)
    /// Grows with the stream; lanes that carry a few bytes stay small.
    static let laneBuffer = AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 4_096, maximum: 256 * 1_024)
    /// Bytes of frames that are gathered before they are handed to TLS in one piece.
    static let batchLimit = 64 * 1_024
    /// Bytes from a connection before its hello is accepted: room for 64 KiB of certificates and all around them.
    static let bytesBeforeHello = 128 * 1_024
    /// How long until a listener that was lost is tried again.
    static let rebindInterval = TimeAmount.milliseconds(500)
    /// How often it is looked where the peers are, for whom there is always room at the door.
    static let peerLookInterval = TimeAmount.seconds(5)
    /// Lanes that one node may have open towards this one.
    static let lanesPerPeer = 1_100
    /// How long a stream waits for a lane. A link that is down refuses it at once, so this is for bursts that keep the
    /// CPU busy with handshakes; shorter than the ten seconds after which memberlist gives up (memberlist/config.go,
    /// `TCPTimeout`).
    static let laneWait = TimeAmount.seconds(8)
    /// How long after the spare lane was taken another is dialled, if the first is not free again.
    static let spareDelay = TimeAmount.milliseconds(50)
    /// How long idle lanes left over from a burst are kept.
    static let trimInterval = TimeAmount.seconds(30)
}
