import NIOCore
import SubrosaWire
import Testing

/// What a decoder keeps is bounded whatever is sent to it. Its buffer is looked at through a mirror, so that the
/// decoder itself needs nothing for the tests' sake.
@Suite struct DecoderMemoryTests {
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func neverMoreIsKeptThanTheLargestGatheredFrame(seed: UInt64) throws {
        var numbers = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        for _ in 0..<30 { bytes += [FrameComposer.frame { Int.random(in: 0...$0, using: &numbers) }].encoded }
        var decoder = FrameDecoder()
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = Int.random(in: 1...20_000, using: &numbers)
            decoder.append(ByteBuffer(bytes: rest.prefix(length)))
            rest = rest.dropFirst(length)
            while try decoder.next() != nil {}
            #expect(try kept(by: decoder).readableBytes < Limits.gatheredLength)
            #expect(try kept(by: decoder).storageCapacity <= 2 * (Limits.gatheredLength + 20_000))
        }
    }

    @Test func aDatagramThatArrivesByteByByteIsGatheredInBoundedMemory() throws {
        var decoder = FrameDecoder()
        for byte in [Frame.datagram(ByteBuffer(repeating: 9, count: Limits.datagramLength))].encoded.dropLast() {
            decoder.append(ByteBuffer(bytes: [byte]))
            #expect(try decoder.next() == nil)
        }
        #expect(try kept(by: decoder).readableBytes == Limits.gatheredLength - 1)
        #expect(try kept(by: decoder).storageCapacity <= 2 * Limits.gatheredLength)
    }

    @Test func aReadThatWasUsedUpIsNotKeptAlive() throws {
        var decoder = FrameDecoder()
        var read = ByteBufferAllocator().buffer(capacity: 65_536)
        FrameEncoder.encode(.chunk(ByteBuffer(repeating: 1, count: 1_000)), into: &read)
        decoder.append(read)
        while try decoder.next() != nil {}
        #expect(try kept(by: decoder).storageCapacity == 0)
    }

    @Test func bytesAfterAnErrorAreThrownAway() throws {
        var decoder = FrameDecoder()
        decoder.append(ByteBuffer(bytes: [0xff, 0, 0, 0]))
        #expect(throws: FrameError.unknownType(0xff)) { try decoder.next() }
        for _ in 0..<100 { decoder.append(ByteBuffer(repeating: 1, count: 65_536)) }
        #expect(try kept(by: decoder).storageCapacity == 0)
    }

    private func kept(by decoder: FrameDecoder) throws -> ByteBuffer {
        try #require(Mirror(reflecting: decoder).descendant("buffer") as? ByteBuffer)
    }
}
