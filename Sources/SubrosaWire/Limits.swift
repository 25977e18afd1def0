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
    /// The fixed fields of a report, up to what a receiver gathers anyway.
    package static let reportLength = (1 + TableDigest.length + 2)...datagramLength
    /// The largest frame that a receiver gathers before it acts: a datagram.
    package static let gatheredLength = headerLength + datagramLength
}
