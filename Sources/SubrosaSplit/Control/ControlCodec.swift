import FoundationEssentials
import NIOCore

/// Control messages as bytes: a length (u32, big endian) and that many bytes of JSON.
enum ControlCodec {
    /// Why bytes are no control message.
    enum Fault: Error, Equatable, CustomStringConvertible {
        /// With the length in bytes.
        case tooLong(Int)
        case notUnderstood(String)

        var description: String {
            switch self {
            case .tooLong(let length): "a message of \(length) bytes"
            case .notUnderstood(let detail): detail
            }
        }
    }

    /// Characters of what the decoder says, which may have the message's own words in it.
    private static let detailLength = 200

    static func encode(_ message: some Encodable, into buffer: inout ByteBuffer) throws {
        let bytes = try JSONEncoder().encode(message)
        guard bytes.count <= SplitLimits.messageLength else { throw Fault.tooLong(bytes.count) }
        buffer.writeInteger(UInt32(bytes.count))
        buffer.writeBytes(bytes)
    }

    /// Takes one message from the front of what has arrived.
    ///
    /// - Returns: nil while bytes are missing.
    static func read<Message: Decodable>(_ type: Message.Type, from buffer: inout ByteBuffer) throws(Fault) -> Message?
    {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        guard length <= SplitLimits.messageLength else { throw .tooLong(Int(length)) }
        guard buffer.readableBytes >= 4 + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: 4)
        let bytes = buffer.readBytes(length: Int(length)) ?? []
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
            throw .notUnderstood(ToldText.plain("\(error)", limit: detailLength))
        }
    }
}
