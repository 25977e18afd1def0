/// The first byte of a frame (docs/PROTOCOL.md, "Frames"). Only append to this list; never give a number a new meaning.
package enum FrameType: UInt8, Sendable, CaseIterable {
    case hello = 0x01
    case refuse = 0x02
    case datagram = 0x10
    case ping = 0x11
    case pong = 0x12
    case drain = 0x13
    case report = 0x14
    // Not 0x15 to 0x17: TLS begins its records so, and TLS inside TLS is to be known at its first byte.
    case key = 0x1a
    case numbered = 0x1b
    case settled = 0x1c
    case probed = 0x1d
    case open = 0x20
    case chunk = 0x21
    case end = 0x22
    case reset = 0x23

    /// How many bytes of payload a frame of this type may have. Checked on the header, before anything is kept.
    package var allowedLength: ClosedRange<Int> {
        switch self {
        case .hello: Limits.helloLength
        case .refuse: 1...Limits.refuseTextLength
        case .datagram: 0...Limits.datagramLength
        case .ping: 8...8
        case .pong, .probed: 16...16
        case .settled: 8...8
        case .key: Limits.keyLength
        case .numbered: 8...(8 + Limits.sealedDatagramLength)
        case .report: Limits.reportLength
        case .chunk: 1...Limits.chunkLength
        case .reset: 1...1
        case .drain, .open, .end: 0...0
        }
    }
}
