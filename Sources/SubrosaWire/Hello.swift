import NIOCore
import SubrosaCore

/// The first frame in each direction: who is there, and what the connection is for.
///
///     0                 2      3        4          4+n            36+n
///     | version (u16 BE) | role | n (u8) | node name | table digest | abilities (u8) | ignored: later versions |
package struct Hello: Equatable, Sendable {
    /// What a connection is used for; the dialling side decides.
    package enum Role: UInt8, Sendable {
        /// Datagrams, heartbeat.
        case link = 1
        /// Streams, one after another.
        case lane = 2
    }

    /// What the sender can do beyond the first version 1, which said nothing here.
    package struct Abilities: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// It takes sealed datagrams over UDP, at the port of its link address.
        package static let takesSealedDatagrams = Abilities(rawValue: 1)
        /// What this version understands.
        static let known: Abilities = [.takesSealedDatagrams]
    }

    package let role: Role
    package let name: NodeName
    package let digest: TableDigest

    package let abilities: Abilities

    package init(role: Role, name: NodeName, digest: TableDigest, abilities: Abilities = []) {
        self.role = role
        self.name = name
        self.digest = digest
        self.abilities = abilities
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
        let abilities = Abilities(rawValue: payload.readInteger() ?? 0).intersection(.known)
        self.init(role: role, name: name, digest: digest, abilities: abilities)
    }

    package func writePayload(to buffer: inout ByteBuffer) {
        buffer.writeInteger(Limits.protocolVersion)
        buffer.writeInteger(role.rawValue)
        buffer.writeInteger(UInt8(truncatingIfNeeded: name.text.utf8.count))
        buffer.writeString(name.text)
        buffer.writeBytes(digest.bytes)
        // Without any it is what every version 1 has sent.
        if !abilities.isEmpty { buffer.writeInteger(abilities.rawValue) }
    }
}
