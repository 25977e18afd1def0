import NIOCore

/// Bounds of the side facing Alertmanager.
enum LocalLimits {
    /// A receive buffer smaller than a datagram truncates it without a word.
    static let datagramBuffer = 65_536
    /// Datagrams read from a socket before the others get their turn; gathered writes profit from the burst.
    static let readsPerTurn: UInt = 16
    /// Asked of the kernel for each UDP socket; it grants at most net.core.rmem_max.
    static let receiveBuffer = 4 << 20
    /// Bytes waiting for Alertmanager's UDP socket before datagrams are dropped.
    static let datagramWaterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 512 * 1_024, high: 2 << 20)
    /// One large read at a time costs less than several small ones: fewer system calls, and what was read is still in
    /// the processor's cache when it is encrypted.
    static let streamReadsPerTurn: UInt = 1
    /// Grows with the stream; streams of a few bytes stay small.
    static let streamBuffer = AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 4_096, maximum: 256 * 1_024)
    /// Bytes waiting in one TCP connection before its other side is no longer read.
    static let streamWaterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 128 * 1_024, high: 512 * 1_024)
    /// Connections of Alertmanager that may wait to be accepted at one virtual address.
    static let streamBacklog: CInt = 1_024
    /// Bytes up to which a piece of a stream is copied to be written together with others.
    static let smallPiece = 1_024
    /// How long the local Alertmanager may take to accept a connection.
    static let connectTimeout = TimeAmount.seconds(2)
    /// How long bytes may wait to be taken by Alertmanager after the stream is over.
    static let lingerTimeout = TimeAmount.seconds(30)
    /// How long a reset may wait for the bytes before it.
    static let resetTimeout = TimeAmount.seconds(2)
    /// How long until a name at which Alertmanager listens is looked up again: while it stands for nothing, and after
    /// Alertmanager could not be reached; and otherwise.
    static let nameRetryInterval = TimeAmount.seconds(1)
    static let nameInterval = TimeAmount.seconds(10)
    /// How long until a socket that could not be bound again is tried once more.
    static let rebindInterval = TimeAmount.milliseconds(500)
}
