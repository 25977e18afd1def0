import NIOCore

/// Bounds of the connections between the two halves of a node.
enum SplitLimits {
    /// Bytes that may wait in one connection before it counts as busy; as between peers.
    static let writeWaterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 128 * 1_024, high: 512 * 1_024)
    /// Grows with what is carried; connections that carry a few bytes stay small.
    static let readBuffer = AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 4_096, maximum: 256 * 1_024)
    /// Bytes of frames that are gathered before they are handed to the kernel in one piece.
    static let batchLimit = 64 * 1_024
    /// Streams with one peer that may be open at once; what the lanes between peers allow.
    static let streamsPerPeer = 1_100
    /// How often it is asked what has arrived, while something is unconfirmed.
    static let confirmInterval = TimeAmount.seconds(1)
    /// How often a control connection says that it is there.
    static let pingInterval = TimeAmount.seconds(1)
    /// A control connection on which nothing has come for so long is lost.
    static let silenceLimit = TimeAmount.seconds(3)
    /// How long a connection may stay for what the other half confirms at its end.
    static let goodbyeTimeout = TimeAmount.seconds(1)
    /// The longest control message: a table of a thousand nodes has about 100 KiB.
    static let messageLength = 1 << 20
    /// Bytes of control messages that may wait before the connection counts as lost.
    static let messageBacklog = 4 << 20
}
