import NIOCore
import SubrosaCore

/// The first frame in each direction: who is there, and what the connection is for.
///
///     0                 2      3        4          4+n            36+n
///     | version (u16 BE) | role | n (u8) | node name | table digest | ignored: later versions |
package struct Hello: Equatable, Sendable {
    /// What a connection is used for; the dialling side decides.
    package enum Role: UInt8, Sendable {
        /// Datagrams, heartbeat.
        case link = 1
        /// Streams, one after another.
        case lane = 2
    }

    package let role: Role
    package let name: NodeName
    package let digest: TableDigest

    package init(role: Role, name: NodeName, digest: TableDigest) {
        self.role = role
        self.name = name
        self.digest = digest
    }

    /// Reads the payload of a hello frame.
    ///
    /// - Throws: ``FrameError/protocolVersion(_:)`` if the version differs (nothing after it is looked at), and
    ///   ``FrameError/malformedHello`` if a field is missing or has a value that version 1 does not know.
    package init(payload: ByteBuffer) throws(FrameError) {
        var payload = payload
        guard let version = payload.readInteger(as: UInt16.self) else { throw .malformedHello }
        guard version == Limits.protocolVersion else { throw .protocolVersion(version) }
        guard let role = payload.readInteger(as: UInt8.self).flatMap(Role.init(rawValue:)),
            let nameLength = payload.readInteger(as: UInt8.self),
            let nameBytes = payload.readBytes(length: Int(nameLength)),
            let name = NodeName(String(decoding: nameBytes, as: UTF8.self)),
            let digest = payload.readBytes(length: TableDigest.length).flatMap(TableDigest.init(bytes:))
        else { throw .malformedHello }
        self.init(role: role, name: name, digest: digest)
    }

    package func writePayload(to buffer: inout ByteBuffer) {
        buffer.writeInteger(Limits.protocolVersion)
        buffer.writeInteger(role.rawValue)
        buffer.writeInteger(UInt8(truncatingIfNeeded: name.text.utf8.count))
        buffer.writeString(name.text)
        buffer.writeBytes(digest.bytes)
    }
}
