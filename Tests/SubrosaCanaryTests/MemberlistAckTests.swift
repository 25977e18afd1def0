import NIOCore
import SubrosaCanary
import SubrosaTestKit
import Testing

@Suite("Answers to canaries")
struct MemberlistAckTests {
    private static let number: UInt32 = 0xdead_beef

    private func ack(_ bytes: [UInt8]) -> MemberlistAck? { MemberlistAck(in: ByteBuffer(bytes: bytes)) }

    @Test(arguments: [
        Messages.ack(number), Messages.ack(number, payload: [0xc0]), Messages.ack(number, payload: [0xa3, 1, 2, 3]),
        Messages.checked(Messages.ack(number)), Messages.labelled("prod", Messages.ack(number)),
        Messages.labelled(String(repeating: "l", count: 255), Messages.checked(Messages.ack(number))),
    ])
    func anAnswerAloneIsKnown(bytes: [UInt8]) {
        #expect(ack(bytes) == MemberlistAck(number: Self.number, isAlone: true))
    }

    @Test(arguments: [
        Messages.compound(Messages.ack(number), Messages.alive()),
        Messages.labelled("prod", Messages.compound(Messages.ack(number), Messages.alive(), Messages.alive())),
        Messages.compressed(Messages.compound(Messages.ack(number), Messages.alive(), Messages.alive())),
        Messages.labelled("prod", Messages.checked(Messages.compressed(Messages.ack(number)))),
    ])
    func anAnswerWithGossipIsKnownAndHasToBePassedOn(bytes: [UInt8]) {
        #expect(ack(bytes) == MemberlistAck(number: Self.number, isAlone: false))
    }

    @Test func anAnswerInALongCompressedCompoundIsKnown() {
        let parts: [[UInt8]] =
            [Messages.ack(Self.number)] + (0..<200).map { [4, UInt8($0 & 0xff), UInt8($0 / 3), 0x55] }
        let lengths = parts.flatMap { Messages.length($0.count) }
        let compound = Messages.join([7, 201], lengths, parts.flatMap { $0 })
        #expect(ack(Messages.compressed(compound)) == MemberlistAck(number: Self.number, isAlone: false))
    }

    private static let others: [[UInt8]] = [
        [], [2], [2, 0x82], Messages.ping(7), Messages.alive(),
        Messages.compound(Messages.alive(), Messages.ack(number)),
        Messages.join(Messages.ack(number), [0]), Messages.ack(number).dropLast(),
        Messages.labelled("", Messages.ack(number)), [244, 9, 2, 0x82, 0xa7], [2, 0x80],
        Messages.join([2, 0x81], Messages.text("SeqNo"), [0xcf, 1, 0, 0, 0, 0, 0, 0, 0]),
        Messages.join([2, 0x82], Messages.text("SeqNo"), [1], Messages.text("SeqNo"), [2]),
        [7, 0], [7, 1], [9, 0x80], [12, 1, 2], Array("gossip".utf8),
    ]

    @Test(arguments: others) func nothingElseIsTakenForOne(bytes: [UInt8]) { #expect(ack(bytes) == nil) }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func whateverComesIsEndured(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let seeds = [
            Messages.ack(Self.number), Messages.compressed(Messages.compound(Messages.ack(1), Messages.alive())),
            Messages.labelled("prod", Messages.checked(Messages.compound(Messages.ack(1), Messages.alive()))),
            Messages.ping(3),
        ]
        for _ in 0..<200 {
            var bytes = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(place...)
                default: bytes.insert(.random(in: 0...255, using: &random), at: place)
                }
            }
            _ = ack(bytes)
            _ = MemberlistLabel.learnt(from: ByteBuffer(bytes: bytes))
        }
    }

    /// Only an answer alone may be kept from Alertmanager, and it says nothing but its number: whatever it is altered to,
    /// it is another answer, not gossip.
    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func whatIsTakenForAnAnswerAloneIsOneToItsLastByte(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var bytes = Messages.labelled("p", Messages.ack(Self.number))
            let place = Int.random(in: bytes.indices, using: &random)
            bytes[place] = .random(in: 0...255, using: &random)
            guard let found = ack(bytes), found.isAlone else { continue }
            #expect(bytes.count == Messages.labelled("p", Messages.ack(Self.number)).count)
            #expect(ack(bytes + [0]) == nil)
        }
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func whatWasCompressedIsExpanded(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let letters = Int.random(in: 1...256, using: &random)
        let bytes = (0..<Int.random(in: 0...1_200, using: &random)).map { _ in
            UInt8(Int.random(in: 0..<letters, using: &random))
        }
        // An answer behind whose end anything may stand, so that all of it has to be right.
        let message = Messages.compound(Messages.ack(Self.number), bytes)
        #expect(ack(Messages.compressed(message)) == MemberlistAck(number: Self.number, isAlone: false))
    }

    @Test func aFewBytesExpandToNoMoreThanIsLookedAt() {
        let bomb = Messages.compressed([2] + [UInt8](repeating: 0, count: 60_000))
        #expect(bomb.count < 2_000)
        #expect(ack(bomb) == nil)
    }
}
