import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaSealed
import SubrosaWire

/// What a peer sends over UDP that belongs to one of its links: has the keys that the link handed over, for as long as it
/// is up, and delivers each datagram once, whichever way it came.
final class SealedInlet {
    /// How far a datagram may be behind the newest: more than a second of any burst.
    private static let windowBits = 16_384

    private let keyring: SealedKeyring
    private let sink: any DatagramSink
    private let counters: PeerCounters
    private let tell: (Frame) -> Void
    private var keys: [OpeningKey] = []
    /// Until when the older of two keys is taken.
    private var overlapEnd: Instant?
    private var numbers = SlidingWindow(bits: windowBits)
    private var missed: UInt64 = 0

    /// - Parameters:
    ///   - sink: takes the datagrams.
    ///   - tell: sends a frame on the link.
    init(
        keyring: SealedKeyring, sink: any DatagramSink, counters: PeerCounters, tell: @escaping (Frame) -> Void
    ) {
        self.keyring = keyring
        self.sink = sink
        self.counters = counters
        self.tell = tell
    }

    // MARK: From the link

    /// - Returns: false if that id is taken, which no honest peer's is.
    func add(_ key: DatagramKey) -> Bool {
        guard keyring.register(self, for: key.id) else { return false }
        keys.append(OpeningKey(key))
        if keys.count > 2 { forgetOldest() }
        if keys.count > 1 { overlapEnd = .now() + KeyLife.overlap }
        tell(.probed(key: key.id, number: 0))
        return true
    }

    /// - Returns: whether the datagram with this number is the first copy; nil if no honest peer has such a number.
    func isFirst(_ number: UInt64) -> Bool? {
        switch numbers.see(number) {
        case .fresh:
            countMissed()
            return true
        case .repeated, .tooOld:
            counters.discardedCopies += 1
            return false
        case .tooFarAhead: return nil
        }
    }

    /// - Returns: false if no honest peer has such a number.
    func settle(upTo number: UInt64) -> Bool {
        defer { countMissed() }
        return numbers.settle(upTo: number)
    }

    /// To be called about twice a second.
    func ticked() {
        guard let overlapEnd, Instant.now() >= overlapEnd else { return }
        self.overlapEnd = nil
        while keys.count > 1 { forgetOldest() }
    }

    /// The link is gone, and its keys with it.
    func close() {
        for key in keys { keyring.forget(key.id) }
        keys.removeAll()
    }

    private func forgetOldest() { keyring.forget(keys.removeFirst().id) }

    private func countMissed() {
        counters.dropped(.inbound, .lostOnTheWay, count: Int(clamping: numbers.missed - missed))
        missed = numbers.missed
    }

    // MARK: From UDP

    /// - Returns: why it is thrown away; nil if it was taken.
    func received(_ packet: ByteBuffer, _ header: SealedPacket.Header) -> SealedRefusalReason? {
        guard let index = keys.firstIndex(where: { $0.id == header.keyID }) else { return .unknownKey }
        switch keys[index].open(packet, header) {
        case .failure(let refusal): return refusal.reason
        case .success(.probe(let number)):
            counters.sealedPackets.inbound += 1
            tell(.probed(key: header.keyID, number: number))
        case .success(.datagram(let number, let datagram)):
            counters.sealedPackets.inbound += 1
            guard let isFirst = isFirst(number) else { return .contentInvalid }
            if isFirst { sink.deliver(datagram) }
        }
        return nil
    }

    func burstEnded() { sink.burstEnded() }
}
