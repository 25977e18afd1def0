import NIOCore
import SubrosaCore
import SubrosaWire

/// What holds for any bytes whatever: checked by the fuzz targets while they search, and by the tests on what they
/// found and on inputs of their own.
enum DecoderProperties {
    /// - Returns: which promise the frame decoder broke on `bytes`, or nil.
    static func broken(by bytes: [UInt8]) -> String? {
        let whole = Decoding(bytes)
        for length in [1, 3, 4, 5, 61, 4_096] where length < bytes.count {
            let cut = Decoding(bytes, pieces: length)
            if cut.spokeAfterError { return "the decoder spoke after its first error (pieces of \(length))" }
            if cut.joined != whole.joined { return "pieces of \(length) decode otherwise than the whole" }
        }
        let continued = Decoding([bytes[...], [FrameType.drain.rawValue, 0, 0, 0]])
        if whole.error != nil, continued.frames.count != whole.frames.count || continued.spokeAfterError {
            return "a frame after an error was decoded"
        }
        return malleable(whole.frames, bytes)
    }

    /// - Returns: which promise the hello decoder broke on a payload, or nil.
    static func brokenHello(by payload: [UInt8]) -> String? {
        do {
            let hello = try Hello(payload: ByteBuffer(bytes: payload))
            if !isWrittenAsRead(hello, payload) { return "a hello is written otherwise than read" }
            if !(1...NodeName.maximumLength).contains(hello.name.text.utf8.count) { return "a name out of bounds" }
            if hello.digest.bytes.count != TableDigest.length { return "a digest out of bounds" }
            return nil
        } catch .malformedHello {
            return payload.starts(with: [0, 1]) || payload.count < 2 ? nil : "malformed, though of another version"
        } catch .protocolVersion(let version) {
            return version == 1 ? "version 1 was refused as another version" : nil
        } catch {
            return "a hello failed with \(error)"
        }
    }

    /// Abilities that are not known are not written again, nor a byte without any.
    private static func isWrittenAsRead(_ hello: Hello, _ payload: some Sequence<UInt8>) -> Bool {
        var plain = ByteBuffer()
        Hello(role: hello.role, name: hello.name, digest: hello.digest).writePayload(to: &plain)
        let rest = payload.dropFirst(plain.readableBytes)
        return payload.starts(with: plain.readableBytesView)
            && Hello.Abilities(rawValue: (rest.first { _ in true } ?? 0) & 1) == hello.abilities
    }

    private static func isWrittenAsRead(_ report: HealthReport, length: Int) -> Bool {
        let written = [Frame.report(report)].encoded
        guard written.count == 4 + length, case .report(let again)? = Decoding(written).frames.first else {
            return false
        }
        return again.alertmanager == report.alertmanager && again.tableDigest == report.tableDigest
            && again.entries.count == report.entries.count
            && Set(again.entries) == Set(report.entries)
    }

    /// Frames written again are the bytes that were read, except where the protocol says that bytes are ignored: what
    /// a later version appends to a hello, and the number of a reset reason that is not known; in a report, codes that are
    /// not known, and the order.
    private static func malleable(_ frames: [Frame], _ bytes: [UInt8]) -> String? {
        var rest = bytes[...]
        for frame in frames {
            guard rest.count >= 4 else { return "a frame out of nothing" }
            let header = Array(rest.prefix(4))
            let length = Int(header[1]) << 16 | Int(header[2]) << 8 | Int(header[3])
            let payload = rest.dropFirst(4).prefix(length)
            let isSame =
                switch frame {
                case .hello(let hello): isWrittenAsRead(hello, payload)
                case .reset(.unknown): payload.count == 1 && !(1...8).contains(payload.first ?? 1)
                case .report(let report): payload.count == length && isWrittenAsRead(report, length: length)
                case .chunk(let piece): payload.elementsEqual(piece.readableBytesView)
                default: [frame].encoded.elementsEqual(rest.prefix(4 + length))
                }
            if header[0] != frame.type.rawValue || !isSame { return "\(frame.type) is written otherwise than read" }
            rest = rest.dropFirst(4 + length)
        }
        return nil
    }
}
