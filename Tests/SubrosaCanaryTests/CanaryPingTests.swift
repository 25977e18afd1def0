import NIOCore
import SubrosaCanary
import SubrosaCore
import Testing

@Suite("Canaries on the wire")
struct CanaryPingTests {
    private func bytes(_ canary: Canary, _ label: String = "") -> [UInt8] {
        Array(CanaryPing.datagram(canary, label: Array(label.utf8)).readableBytesView)
    }

    @Test func aCanaryIsAPingForWhoeverGetsIt() {
        let ping = Messages.join(
            [0, 0x82], Messages.text("Node"), [0xa0], Messages.text("SeqNo"), [0xce, 0x80, 0, 0, 1])
        #expect(bytes(Canary(number: 0x8000_0001, isLarge: false)) == ping)
        #expect(bytes(Canary(number: 0x8000_0001, isLarge: false), "prod") == Messages.labelled("prod", ping))
    }

    @Test(arguments: ["", "prod", String(repeating: "l", count: 255)])
    func aLargeOneIsAsLongAsGossipGets(label: String) {
        let large = bytes(Canary(number: 0x8000_0001, isLarge: true), label)
        #expect(large.count == CanaryPing.largeLength)
        // It is read to its very end, as what a ping has to be.
        #expect(MemberlistLabel.learnt(from: ByteBuffer(bytes: large)) == Array(label.utf8))
    }

    @Test(arguments: [
        (Messages.ping(3), ""), (Messages.labelled("prod", Messages.ping(3)), "prod"),
        (Messages.ack(3), ""), (Messages.compound(Messages.ping(3), Messages.alive()), ""),
        (Messages.labelled("prod", Messages.checked(Messages.compressed(Messages.ping(3)))), "prod"),
    ])
    func theLabelIsLearntFromWhatAlertmanagerSends(bytes: [UInt8], label: String) {
        #expect(MemberlistLabel.learnt(from: ByteBuffer(bytes: bytes)) == Array(label.utf8))
    }

    @Test(arguments: ["", "prod"]) func whatIsKnownIsNotLearntAgain(label: String) {
        let known = Array(label.utf8)
        for other in ["", "prod", "pro", "prods", "test"] {
            let bytes = other.isEmpty ? Messages.ping(3) : Messages.labelled(other, Messages.ping(3))
            #expect(MemberlistLabel.stands(known, before: ByteBuffer(bytes: bytes)) == (other == label), "\(other)")
        }
    }

    private static let others: [[UInt8]] = [
        [], [0], [0, 0, 0, 7], Array("gossip".utf8), Messages.alive(), Messages.labelled("prod", []), [244],
        [244, 4, 1], Messages.labelled("prod", Array("gossip".utf8)),
    ]

    @Test(arguments: others)
    func nothingIsLearntFromAnythingElse(bytes: [UInt8]) {
        #expect(MemberlistLabel.learnt(from: ByteBuffer(bytes: bytes)) == nil)
    }
}
