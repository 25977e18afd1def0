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
    /// How long a link may stay for what the other half confirms at its end; shorter than a node's end may take.
    static let goodbyeTimeout = TimeAmount.milliseconds(500)
    /// How long a connection that is closed may stay for the bytes that wait in it; as for Alertmanager's own.
    static let lingerTimeout = TimeAmount.seconds(30)
    /// How often the edge says what it has counted.
    static let countInterval = TimeAmount.seconds(1)
    /// Control connections that the host half has at once: of the edge, and of some that wait for its place.
    static let controlConnections = 8
    /// The longest control message: a table of a thousand nodes has about 100 KiB.
    static let messageLength = 1 << 20
    /// Bytes of control messages that may wait before the connection counts as lost.
    static let messageBacklog = 4 << 20
    /// Problems that the other half tells at once, beyond which they are only counted; and the characters of each.
    static let problems = 20
    static let problemLength = 1_000
    /// Characters of the other half's version.
    static let versionLength = 32
}
