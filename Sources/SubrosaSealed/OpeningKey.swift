import NIOCore
import SubrosaCore
import SubrosaWire

/// A key with which a peer seals, and what has come under it so far.
package struct OpeningKey {
    /// How far a packet may be behind the newest one (RFC 6479): far more than any network reorders gossip.
    package static let windowBits = 8_192

    package let id: UInt64
    private let cipher: DatagramCipher
    private var window = SlidingWindow(bits: windowBits)

    package init(_ key: DatagramKey) {
        id = key.id
        cipher = DatagramCipher(key)
    }

    /// Opens a packet once; never again.
    ///
    /// - Parameters:
    ///   - header: of this packet, with this key's id.
    package mutating func open(
        _ packet: ByteBuffer, _ header: SealedPacket.Header
    ) -> Result<SealedContent, SealedRefusal> {
        // Before the work of opening, but noted only after it: an altered packet must not use up a number.
        switch window.verdict(on: header.counter) {
        case .fresh: break
        case .repeated: return .failure(.init(reason: .replayed))
        case .tooOld: return .failure(.init(reason: .tooOld))
        case .tooFarAhead: return .failure(.init(reason: .notAuthentic))
        }
        let opened = packet.withUnsafeReadableBytes { bytes in
            try? cipher.open(bytes, counter: header.counter)
        }
        guard let opened else { return .failure(.init(reason: .notAuthentic)) }
        _ = window.see(header.counter)
        return SealedContent(opened).map { .success($0) } ?? .failure(.init(reason: .contentInvalid))
    }

    package struct SealedRefusal: Error, Equatable {
        package let reason: SealedRefusalReason
    }
}
