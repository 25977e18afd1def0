/// When a key of sealed datagrams is replaced: long before any limit of the ciphers (RFC 8446, section 5.5; a counter of 64 bits
/// never comes round), so that little can be read with one that leaks. Pure.
package struct KeyLife: Equatable, Sendable {
    package static let longest = Duration.seconds(600)
    package static let mostPackets: UInt64 = 1 << 24
    /// How long a receiver takes the key before the newest one: what was sent with it may still be on its way.
    package static let overlap = Duration.seconds(10)

    private let began: Instant

    package init(now: Instant) { began = now }

    package func isOver(packets: UInt64, now: Instant) -> Bool {
        now - began >= Self.longest || packets >= Self.mostPackets
    }
}
