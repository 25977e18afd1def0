import SubrosaCore

/// The numbers of protocol version 1 (docs/PROTOCOL.md, "Limits").
package enum Limits {
    /// The protocol's name in ALPN (RFC 7301).
    package static let applicationProtocol = "subrosa/1"
    /// What a hello carries in its version field.
    package static let protocolVersion: UInt16 = 1
    /// Type (1 byte) and length (3 bytes, big endian).
    package static let headerLength = 4
    /// The largest UDP payload over IPv4: 65,535 less the headers of IP (20) and UDP (8).
    package static let datagramLength = 65_507
    /// Bytes of a stream in one frame. Receivers pass them on as they come and never gather a whole chunk.
    package static let chunkLength = 1 << 18
    /// The fixed fields of a hello and a name of one byte, up to what a later version may append.
    package static let helloLength = (2 + 1 + 1 + 1 + TableDigest.length)...1_024
    package static let refuseTextLength = 64
    /// The longest datagram that is sealed: with everything around it a packet of 1,500 bytes over IPv6 (1,500 less the headers
    /// of IP, 40, and UDP, 8, and less the packet's own 42). Alertmanager sends 1,400 at most.
    package static let sealedDatagramLength = 1_410
    /// A key of sealed datagrams: its id, its cipher and 16 or 32 bytes.
    package static let keyLength = (8 + 1 + 16)...(8 + 1 + 32)
    /// The fixed fields of a report, up to what a receiver gathers anyway.
    package static let reportLength = (1 + TableDigest.length + 2)...datagramLength
    /// The largest frame that a receiver gathers before it acts: a datagram.
    package static let gatheredLength = headerLength + datagramLength
}
