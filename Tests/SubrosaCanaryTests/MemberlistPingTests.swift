import NIOCore
import SubrosaCanary
import SubrosaCore
import Testing

@Suite("Where a ping has its answer sent")
struct MemberlistPingTests {
    private func ping(_ bytes: [UInt8]) -> String? { MemberlistPing(in: ByteBuffer(bytes: bytes))?.description }

    @Test(arguments: [
        Messages.ping(7), Messages.checked(Messages.ping(7)), Messages.labelled("prod", Messages.ping(7)),
        Messages.compound(Messages.ping(7), Messages.alive()), Messages.compressed(Messages.ping(7)),
    ])
    func isReadHoweverItIsWrapped(bytes: [UInt8]) { #expect(ping(bytes) == "127.77.0.1:9094") }

    @Test func anIPv4AddressInSixteenBytesIsTheSame() {
        let mapped: [UInt8] = [0xb0] + [UInt8](repeating: 0, count: 10) + [0xff, 0xff, 127, 77, 0, 1]
        let bytes = Messages.join(
            [0, 0x83], Messages.text("SeqNo"), [1], Messages.text("SourceAddr"), mapped, Messages.text("SourcePort"),
            [0xcd, 0x23, 0x86])
        #expect(ping(bytes) == "127.77.0.1:9094")
    }

    private static let others: [[UInt8]] = [
        [], [0], [0, 0x80], Messages.ack(7), Messages.alive(), Messages.ping(7).dropLast(),
        Messages.join([0, 0x82], Messages.text("Node"), [0xa0], Messages.text("SeqNo"), [1]),
        Messages.join(
            [0, 0x83], Messages.text("SeqNo"), [1], Messages.text("SourceAddr"), [0xa3, 1, 2, 3],
            Messages.text("SourcePort"), [1]),
        Messages.join(
            [0, 0x83], Messages.text("SeqNo"), [1], Messages.text("SourceAddr"), [0xa4, 1, 2, 3, 4],
            Messages.text("SourcePort"), [0]),
    ]

    @Test(arguments: others) func whatSaysNothingOfItIsNoPing(bytes: [UInt8]) { #expect(ping(bytes) == nil) }

    @Test func canariesSayNothingOfIt() {
        let canary = CanaryPing.datagram(Canary(number: 1 << 31, isLarge: false), label: [])
        #expect(MemberlistPing(in: canary) == nil)
    }
}
