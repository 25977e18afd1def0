import NIOCore
import SubrosaCore

/// One frame of subrosa/1 (docs/PROTOCOL.md, "Frames").
package enum Frame: Equatable, Sendable {
    /// The first frame each way.
    case hello(Hello)
    /// Instead of a hello in answer: why the connection is not wanted; the sender closes after it.
    case refuse(String)
    /// One datagram, whole. Link, from its dialler.
    case datagram(ByteBuffer)
    /// A heartbeat with a number of the dialler's choice. Link, from its dialler.
    case ping(UInt64)
    /// The answer to a ping: its number, and how many datagrams have arrived on this link so far.
    case pong(UInt64, received: UInt64)
    /// The sender is about to end: open nothing new towards it.
    case drain
    /// How gossip fares between the sender and its peers. Link, from its dialler.
    case report(HealthReport)
    /// A key for sealed datagrams. Link, from its dialler, whose datagrams are sealed with it.
    case key(DatagramKey)
    /// A datagram that is sealed as well, under this number. Link, from its dialler.
    case numbered(UInt64, ByteBuffer)
    /// All copies of datagrams up to this number have been sent a while ago. Link, from its dialler.
    case settled(UInt64)
    /// The key with this id is there (0), or a probe that was sealed with it has arrived. Link, from its acceptor.
    case probed(key: UInt64, number: UInt64)
    /// A stream begins. Lane, from its dialler.
    case open
    /// Bytes of the stream. A decoder may hand one chunk on in several pieces; the pieces' edges mean nothing.
    case chunk(ByteBuffer)
    /// No more bytes in this direction.
    case end
    /// The stream broke, or was refused; the lane is closed after it.
    case reset(StreamResetReason)

    package var type: FrameType {
        switch self {
        case .hello: .hello
        case .refuse: .refuse
        case .datagram: .datagram
        case .ping: .ping
        case .pong: .pong
        case .drain: .drain
        case .report: .report
        case .key: .key
        case .numbered: .numbered
        case .settled: .settled
        case .probed: .probed
        case .open: .open
        case .chunk: .chunk
        case .end: .end
        case .reset: .reset
        }
    }
}
