import NIOCore
import SubrosaWire

/// Valid frames composed from any bytes, cut into pieces by the same bytes: they all come back, and nothing else.
enum ConversationProperties {
    /// - Returns: which promise was broken on the conversation that `bytes` describes, or nil.
    static func broken(by bytes: [UInt8]) -> String? {
        var rest = bytes[...]
        func next(_ most: Int) -> Int {
            guard most > 0 else { return 0 }
            let width = most < 256 ? 1 : most < 65_536 ? 2 : 3
            let number = rest.prefix(width).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(width)
            return number % (most + 1)
        }

        var frames: [Frame] = []
        while !rest.isEmpty, frames.count < 8 { frames.append(FrameComposer.frame(next)) }
        let wire = frames.encoded
        let whole = Decoding(wire)
        if whole.error != nil { return "a valid frame was refused: \(String(describing: whole.error))" }
        if whole.frames != frames { return "a frame was not decoded as it was encoded" }
        let length = 7 + (bytes.first.map(Int.init) ?? 0) * 67
        if Decoding(wire, pieces: length).joined.frames != Decoding.joining(frames) {
            return "pieces of \(length) are not decoded as they were encoded"
        }
        return nil
    }
}
