import NIOCore
import SubrosaCore
import SubrosaWire

/// Composes valid frames out of any numbers: from a seeded generator in tests, from the fuzzer's bytes in Fuzz/.
enum FrameComposer {
    /// One frame. `next` gives numbers from 0 to its argument, both included.
    static func frame(_ next: (Int) -> Int) -> Frame {
        switch next(14) {
        case 0: return .hello(hello(next))
        case 1: return .refuse(String((0...next(63)).map { _ in Character(Unicode.Scalar(UInt8(0x20 + next(94)))) }))
        case 2: return .datagram(payload(0, Limits.datagramLength, next))
        case 3: return .ping(number(next))
        case 4: return .pong(number(next), received: number(next))
        case 5: return .drain
        case 6: return .open
        case 7: return .chunk(payload(1, Limits.chunkLength, next))
        case 8: return .end
        case 9: return .report(report(next))
        case 10: return .key(key(next))
        case 11: return .numbered(number(next), payload(0, Limits.sealedDatagramLength, next))
        case 12: return .settled(number(next))
        case 13: return .probed(key: number(next), number: number(next))
        default: return .reset(StreamResetReason.allCases[next(StreamResetReason.allCases.count - 1)])
        }
    }

    static func hello(_ next: (Int) -> Int) -> Hello {
        let name = name(next)
        let digest = digest(next)
        return Hello(
            role: next(1) == 0 ? .link : .lane, name: name, digest: digest,
            abilities: next(1) == 0 ? [] : .takesSealedDatagrams)
    }

    static func key(_ next: (Int) -> Int) -> DatagramKey {
        let cipher = DatagramKey.Cipher.allCases[next(1)]
        let bytes = (0..<cipher.keyLength).map { _ in UInt8(next(255)) }
        guard let key = DatagramKey(id: number(next), cipher: cipher, bytes: bytes) else {
            preconditionFailure("\(bytes.count) bytes are a key of \(cipher)")
        }
        return key
    }

    static func digest(_ next: (Int) -> Int) -> TableDigest {
        let bytes = (0..<TableDigest.length).map { _ in UInt8(next(255)) }
        guard let digest = TableDigest(bytes: bytes) else { preconditionFailure("32 bytes are a digest") }
        return digest
    }

    /// Those that are well last, as they are sent.
    static func report(_ next: (Int) -> Int) -> HealthReport {
        let entries = (0..<next(30)).map { _ in
            HealthReport.Entry(
                peer: name(next), health: PeerHealth.allCases[next(PeerHealth.allCases.count - 1)],
                lossPerMille: next(3) == 0 ? nil : next(1_000), roundTrip: next(3) == 0 ? nil : UInt32(next(0xffff)),
                droppedOutbound: next(0xffff), droppedInbound: next(0xffff))
        }
        return HealthReport(
            alertmanager: AlertmanagerVoice.State.allCases[next(AlertmanagerVoice.State.allCases.count - 1)],
            tableDigest: digest(next),
            entries: entries.filter { $0.health != .ok } + entries.filter { $0.health == .ok })
    }

    private static func name(_ next: (Int) -> Int) -> NodeName {
        let letters = Array("abcxyzABCXYZ0189._-")
        let text = String((0...next(NodeName.maximumLength - 1)).map { _ in letters[next(letters.count - 1)] })
        guard let name = NodeName(text) else { preconditionFailure("\(text) is no name of a node") }
        return name
    }

    /// Mostly short, sometimes near either limit.
    private static func payload(_ shortest: Int, _ longest: Int, _ next: (Int) -> Int) -> ByteBuffer {
        let length =
            switch next(15) {
            case 0: shortest
            case 1: longest - next(2)
            case 2: next(longest - shortest) + shortest
            default: next(99) + shortest
            }
        return ByteBuffer(repeating: UInt8(next(255)), count: length)
    }

    private static func number(_ next: (Int) -> Int) -> UInt64 {
        (0..<4).reduce(0) { number, _ in number << 16 | UInt64(next(0xffff)) }
    }
}
