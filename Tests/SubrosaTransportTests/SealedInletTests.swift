import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaSealed
import SubrosaWire
import Testing

@testable import SubrosaTransport

@Suite("What comes sealed on one link")
struct SealedInletTests {
    private final class Sink: DatagramSink {
        var delivered: [ByteBuffer] = []

        func deliver(_ datagram: ByteBuffer) { delivered.append(datagram) }
        func burstEnded() {}
    }

    /// A link's inlet and those around it.
    private final class Fixture {
        let keyring = SealedKeyring()
        let sink = Sink()
        let counters = PeerCounters()
        var told: [Frame] = []
        private(set) lazy var inlet = makeInlet()

        func makeInlet() -> SealedInlet {
            SealedInlet(keyring: keyring, sink: sink, counters: counters) { [weak self] in self?.told.append($0) }
        }

        /// Hands over a fresh key.
        func epoch(_ cipher: DatagramKey.Cipher = .aes128GCM) -> SealingKey {
            let key = DatagramKey.random(cipher)
            #expect(inlet.add(key) == true)
            return SealingKey(key)
        }

        func receive(_ packet: ByteBuffer?) throws {
            keyring.received(try #require(packet))
            keyring.burstEnded()
        }
    }

    private static func datagram(_ number: UInt64, _ key: inout SealingKey) -> ByteBuffer? {
        key.seal(.datagram(number, ByteBuffer(integer: number)), allocator: ByteBufferAllocator())
    }

    @Test func aKeyIsConfirmedAndAProbeIsAnsweredOnTheLink() throws {
        let fixture = Fixture()
        var key = fixture.epoch()
        try fixture.receive(key.seal(.probe(3), allocator: ByteBufferAllocator()))
        #expect(fixture.told == [.probed(key: key.id, number: 0), .probed(key: key.id, number: 3)])
        #expect(fixture.sink.delivered.isEmpty)
    }

    @Test func whatIsSealedWithTheKeyBeforeTheNewestIsStillTakenAndWithAnOlderOneIsNot() throws {
        let fixture = Fixture()
        var keys = [fixture.epoch(), fixture.epoch(.chaCha20Poly1305)]
        try fixture.receive(Self.datagram(1, &keys[0]))
        try fixture.receive(Self.datagram(2, &keys[1]))
        #expect(fixture.sink.delivered == [ByteBuffer(integer: UInt64(1)), ByteBuffer(integer: UInt64(2))])
        keys.append(fixture.epoch())
        try fixture.receive(Self.datagram(3, &keys[0]))
        #expect(fixture.keyring.refusals == [.unknownKey: 1])
        try fixture.receive(Self.datagram(4, &keys[1]))
        try fixture.receive(Self.datagram(5, &keys[2]))
        #expect(fixture.sink.delivered.count == 4)
    }

    @Test func aCopyUnderAnotherKeyOrOnTheLinkIsNotDeliveredAgain() throws {
        let fixture = Fixture()
        var keys = [fixture.epoch(), fixture.epoch()]
        try fixture.receive(Self.datagram(1, &keys[0]))
        try fixture.receive(Self.datagram(1, &keys[1]))
        #expect(fixture.inlet.isFirst(1) == false)
        #expect(fixture.inlet.isFirst(2) == true)
        try fixture.receive(Self.datagram(2, &keys[1]))
        #expect(fixture.sink.delivered.count == 1)
        #expect(fixture.counters.discardedCopies == 3)
    }

    @Test func keysDieWithTheLink() throws {
        let fixture = Fixture()
        var key = fixture.epoch()
        fixture.inlet.close()
        try fixture.receive(Self.datagram(1, &key))
        #expect(fixture.sink.delivered.isEmpty)
        #expect(fixture.keyring.refusals == [.unknownKey: 1])
    }

    @Test func aKeyWhoseIDIsTakenByAnotherLinkIsRefused() {
        let fixture = Fixture()
        let other = fixture.makeInlet()
        let key = DatagramKey.random(.aes128GCM)
        #expect(other.add(key) == true)
        #expect(fixture.inlet.add(key) == false)
    }

    @Test func whatWasSentLongAgoAndHasNotComeIsCountedAndTooLate() throws {
        let fixture = Fixture()
        var key = fixture.epoch()
        try fixture.receive(Self.datagram(1, &key))
        let late = Self.datagram(2, &key)
        try fixture.receive(Self.datagram(3, &key))
        #expect(fixture.inlet.settle(upTo: 4) == true)
        #expect(fixture.counters.drops == [.init(direction: .inbound, reason: .lostOnTheWay): 2])
        try fixture.receive(late)
        #expect(fixture.sink.delivered.count == 2)
        #expect(fixture.counters.discardedCopies == 1)
    }

    @Test func numbersOutOfReachAreRefusedOnBothWays() throws {
        let fixture = Fixture()
        var key = fixture.epoch()
        #expect(fixture.inlet.isFirst(.max) == nil)
        #expect(fixture.inlet.settle(upTo: .max) == false)
        try fixture.receive(Self.datagram(.max, &key))
        #expect(fixture.keyring.refusals == [.contentInvalid: 1])
        #expect(fixture.counters.drops.isEmpty)
    }
}
