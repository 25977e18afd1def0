import NIOCore
import SubrosaCore

/// The first bytes of every connection between the two halves of a node: what it is for (docs/SPLIT.md, "Bytes").
///
///     0              1           2        3
///     | version (u8) | role (u8) | n (u8) | name of the peer (n bytes) |
package enum Preamble: Hashable, Sendable {
    /// Datagrams of one peer, one way; frames follow.
    case link(NodeName)
    /// One stream with one peer; frames follow.
    case lane(NodeName)
    /// Who is there and how it stands; control messages follow.
    case control

    /// The version that both halves must speak.
    package static let version: UInt8 = 1

    /// Why the first bytes are no preamble.
    package enum Fault: Error, Hashable, Sendable {
        case version(UInt8)
        case malformed
    }

    private static let fixedLength = 3

    /// Takes a preamble from the front of what has arrived.
    ///
    /// - Returns: nil while bytes are missing; the buffer is as it was then.
    package static func read(from buffer: inout ByteBuffer) throws(Fault) -> Preamble? {
        let start = buffer.readerIndex
        guard let version = buffer.getInteger(at: start, as: UInt8.self) else { return nil }
        guard version == Self.version else { throw .version(version) }
        guard let role = buffer.getInteger(at: start + 1, as: UInt8.self),
            let length = buffer.getInteger(at: start + 2, as: UInt8.self)
        else { return nil }
        // Before more is waited for: nothing longer than a name is ever kept.
        guard length <= NodeName.maximumLength else { throw .malformed }
        guard let text = buffer.getString(at: start + fixedLength, length: Int(length)) else { return nil }
        guard let preamble = Preamble(role: role, name: text) else { throw .malformed }
        buffer.moveReaderIndex(forwardBy: fixedLength + Int(length))
        return preamble
    }

    package func write(to buffer: inout ByteBuffer) {
        let (role, name): (UInt8, String) =
            switch self {
            case .link(let peer): (1, peer.text)
            case .lane(let peer): (2, peer.text)
            case .control: (3, "")
            }
        buffer.writeInteger(Self.version)
        buffer.writeInteger(role)
        buffer.writeInteger(UInt8(truncatingIfNeeded: name.utf8.count))
        buffer.writeString(name)
    }

    private init?(role: UInt8, name: String) {
        switch (role, NodeName(name)) {
        case (1, let peer?): self = .link(peer)
        case (2, let peer?): self = .lane(peer)
        case (3, nil) where name.isEmpty: self = .control
        default: return nil
        }
    }
}
