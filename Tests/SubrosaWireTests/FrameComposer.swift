import NIOCore
import SubrosaCore
import SubrosaWire

/// Composes valid frames out of any numbers: from a seeded generator in tests, from the fuzzer's bytes in Fuzz/.
enum FrameComposer {
    /// One frame. `next` gives numbers from 0 to its argument, both included.
    static func frame(_ next: (Int) -> Int) -> Frame {
        switch next(9) {
        case 0: return .hello(hello(next))
        case 1: return .refuse(String((0...next(63)).map { _ in Character(Unicode.Scalar(UInt8(0x20 + next(94)))) }))
        case 2: return .datagram(payload(0, Limits.datagramLength, next))
        case 3: return .ping(number(next))
        case 4: return .pong(number(next), received: number(next))
        case 5: return .drain
        case 6: return .open
        case 7: return .chunk(payload(1, Limits.chunkLength, next))
        case 8: return .end
        default: return .reset(StreamResetReason.allCases[next(StreamResetReason.allCases.count - 1)])
        }
    }

    static func hello(_ next: (Int) -> Int) -> Hello {
        let letters = Array("abcxyzABCXYZ0189._-")
        let text = String((0...next(NodeName.maximumLength - 1)).map { _ in letters[next(letters.count - 1)] })
        let digest = (0..<TableDigest.length).map { _ in UInt8(next(255)) }
        guard let name = NodeName(text), let digest = TableDigest(bytes: digest) else {
            preconditionFailure("\(text) is no name of a node")
        }
        return Hello(role: next(1) == 0 ? .link : .lane, name: name, digest: digest)
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
