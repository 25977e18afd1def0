/// Why bytes are not frames of subrosa/1. The first error of a connection is final.
package enum FrameError: Error, Equatable, Sendable {
    /// The first byte is no known type.
    case unknownType(UInt8)
    /// The length in the header is outside what the type allows.
    case length(FrameType, Int)
    /// A hello whose fields do not fit together.
    case malformedHello
    /// A hello of another protocol version.
    case protocolVersion(UInt16)
    /// A report whose fields do not fit together.
    case malformedReport
    /// A key of a cipher that version 1 does not have, or of another length than its cipher's.
    case malformedKey
    /// A reset whose reason is unknown is not an error; a refusal that is not text is.
    case malformedRefusal
}
