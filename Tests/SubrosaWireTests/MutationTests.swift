import SubrosaWire
import Testing

/// Conversations with some bytes changed, left out or put in: whatever comes of them, the decoder's promises hold.
@Suite struct MutationTests {
    @Test(arguments: 1...1_000 as ClosedRange<UInt64>)
    func noMutationBreaksAPromise(seed: UInt64) {
        var numbers = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        while bytes.count < 300 {
            // Without the longest payloads, so that a mutation often hits a header.
            let frame = [FrameComposer.frame { min(Int.random(in: 0...$0, using: &numbers), 120) }].encoded
            if frame.count < 1_000 { bytes += frame }
        }
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            let position = Int.random(in: 0..<bytes.count, using: &numbers)
            switch Int.random(in: 0...2, using: &numbers) {
            case 0: bytes[position] = UInt8.random(in: 0...255, using: &numbers)
            case 1: bytes.remove(at: position)
            default: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: position)
            }
        }
        #expect(DecoderProperties.broken(by: bytes) == nil)
    }

    @Test(arguments: 1...1_000 as ClosedRange<UInt64>)
    func noMutatedHelloBreaksAPromise(seed: UInt64) {
        var numbers = SeededGenerator(seed: seed)
        let hello = FrameComposer.hello { Int.random(in: 0...$0, using: &numbers) }
        var payload = Array([Frame.hello(hello)].encoded.dropFirst(4))
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            payload[Int.random(in: 0..<payload.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
        }
        #expect(DecoderProperties.brokenHello(by: payload) == nil)
    }
}
