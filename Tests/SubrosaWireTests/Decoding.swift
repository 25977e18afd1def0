import NIOCore
import SubrosaWire

/// What a decoder makes of bytes that arrive in pieces: the frames up to the end or the first error.
struct Decoding: Equatable {
    private(set) var frames: [Frame] = []
    private(set) var error: FrameError?
    /// Whether the decoder said anything after its first error, which it must not.
    private(set) var spokeAfterError = false

    /// Decodes `bytes`, given to the decoder `length` at a time; nil gives all at once.
    init(_ bytes: [UInt8], pieces length: Int? = nil) {
        self.init(Self.cut(bytes, every: length ?? max(1, bytes.count)))
    }

    init(_ pieces: [ArraySlice<UInt8>]) {
        var decoder = FrameDecoder()
        for piece in pieces {
            decoder.append(ByteBuffer(bytes: piece))
            take(from: &decoder)
        }
    }

    private mutating func take(from decoder: inout FrameDecoder) {
        do {
            while let frame = try decoder.next() {
                frames.append(frame)
                if error != nil { spokeAfterError = true }
            }
        } catch {
            if self.error != nil { spokeAfterError = true }
            self.error = error
        }
    }

    private static func cut(_ bytes: [UInt8], every length: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: bytes.count, by: length).map { bytes[$0..<min($0 + length, bytes.count)] }
    }

    /// The same with neighbouring chunks put together: where a stream is cut depends on how the bytes arrive.
    var joined: Decoding {
        var copy = self
        copy.frames = Self.joining(frames)
        return copy
    }

    static func joining(_ frames: [Frame]) -> [Frame] {
        var result: [Frame] = []
        for frame in frames {
            if case .chunk(var piece) = frame, case .chunk(var before)? = result.last {
                before.writeBuffer(&piece)
                result[result.count - 1] = .chunk(before)
            } else {
                result.append(frame)
            }
        }
        return result
    }
}

extension [Frame] {
    /// The frames as they stand on the wire.
    var encoded: [UInt8] {
        var buffer = ByteBuffer()
        for frame in self { FrameEncoder.encode(frame, into: &buffer) }
        return [UInt8](buffer.readableBytesView)
    }
}
