import NIOCore
import SubrosaCore
import SubrosaFraming
import SubrosaSealed
import SubrosaWire

/// What of one link's datagrams goes over UDP: has its keys, its probes, its copies. Lives as long as the link, and its
/// keys die with it.
final class SealedOutlet {
    private let loop: any EventLoop
    private let socket: SendingSocket
    private let counters: PeerCounters
    private let cipher: DatagramKey.Cipher
    /// Sends on the link, and flushes.
    private let tell: (Frame) -> Void
    private let onChange: (LinkAloneReason?) -> Void
    private let allocator = ByteBufferAllocator()

    private var plan: HedgePlan
    private var key: SealingKey?
    /// Handed over, but not confirmed yet.
    private var nextKey: SealingKey?
    private var handedOver = Instant.now()
    /// How long the peer may take to say that it has a key, before it gets another one.
    private static let keyPatience = Duration.seconds(5)
    private var life: KeyLife
    private var path: UDPPath?
    private var copies = CopyQueue<ByteBuffer>()
    private var copyTask: Scheduled<Void>?
    private var copyTaskDue: Instant?
    private var lastTold: LinkAloneReason? = .beingTried
    private var isOver = false

    /// The last number, and how many datagrams had been sent over UDP alone, at one moment.
    private struct Mark {
        var number: UInt64 = 0
        var alone: UInt64 = 0
    }

    private var latest = Mark()
    /// At the last ticks, oldest first.
    private var marks: [Mark] = []
    /// What the peer has been told to count.
    private var settled = Mark()
    /// Ticks after which nothing of a datagram is expected any more: two seconds.
    private static let settlingTicks = 4

    /// - Parameters:
    ///   - own: where the link comes from.
    ///   - address: where the peer answers; UDP goes to the same port.
    ///   - tell: sends a frame on the link.
    ///   - onChange: told whenever the way changes: nil is over UDP.
    init(
        from own: SocketAddress, to address: SocketAddress, mode: DatagramMode, cipher: DatagramKey.Cipher,
        loop: any EventLoop,
        counters: PeerCounters, tell: @escaping (Frame) -> Void, onChange: @escaping (LinkAloneReason?) -> Void
    ) {
        self.loop = loop
        self.counters = counters
        self.cipher = cipher
        self.tell = tell
        self.onChange = onChange
        plan = HedgePlan(mode)
        socket = SendingSocket(from: own, to: address, loop: loop)
        life = KeyLife(now: .now())
    }

    /// Hands over the first key.
    func start() { handOverKey() }

    /// nil while datagrams go over UDP.
    var linkAlone: LinkAloneReason? {
        guard let path else { return .beingTried }
        if path.isOpen { return socket.isOpen ? nil : .socketLost }
        return path.isClosed ? .probesLost : .beingTried
    }

    /// Datagrams that went over UDP alone and of which nobody will say whether they arrived, if the link ends now.
    var unsettled: UInt64 { latest.alone - settled.alone }

    // MARK: Datagrams

    func way(length: Int, isLinkFree: Bool) -> HedgePlan.Way {
        let isSealable =
            length <= Limits.sealedDatagramLength && key != nil && path?.isOpen == true && socket.isWritable
        return plan.way(isSealable: isSealable, isLinkFree: isLinkFree, now: .now())
    }

    /// Seals a datagram and sends it with the next ``flush()``.
    ///
    /// - Parameter isAlone: nothing of it goes on the link.
    /// - Returns: its number.
    func send(_ datagram: ByteBuffer, withCopies: Bool, isAlone: Bool) -> UInt64 {
        latest.number += 1
        if isAlone { latest.alone += 1 }
        seal(.datagram(latest.number, datagram))
        if withCopies {
            // Its own memory: the buffer that it was read into has 64 KiB.
            copies.add(latest.number, ByteBuffer(bytes: datagram.readableBytesView), now: .now())
            scheduleCopies()
        }
        return latest.number
    }

    func flush() { socket.flush() }

    private func seal(_ content: SealedContent) {
        guard socket.isOpen, let packet = key?.seal(content, allocator: allocator) else { return }
        socket.send(packet)
        counters.sealedPackets.outbound += 1
    }

    // MARK: Copies

    private func scheduleCopies() {
        guard let due = copies.nextDue else { return }
        if let copyTaskDue, copyTaskDue <= due { return }
        copyTask?.cancel()
        copyTaskDue = due
        let wait = TimeAmount.nanoseconds((due - .now()).nanoseconds)
        copyTask = loop.assumeIsolated().scheduleTask(in: wait) { [weak self] in self?.sendCopies() }
    }

    private func sendCopies() {
        copyTaskDue = nil
        send(copies.takeDue(now: .now()))
        scheduleCopies()
    }

    private func send(_ copies: [CopyQueue<ByteBuffer>.Copy]) {
        for copy in copies { seal(.datagram(copy.number, copy.payload)) }
        flush()
    }

    // MARK: Keys and probes

    private func handOverKey() {
        let fresh = DatagramKey.random(cipher)
        nextKey = SealingKey(fresh)
        handedOver = .now()
        tell(.key(fresh))
    }

    /// The peer has a key, or a probe has arrived there.
    func probed(key id: UInt64, number: UInt64) {
        let now = Instant.now()
        if let nextKey, nextKey.id == id {
            key = nextKey
            life = KeyLife(now: now)
            self.nextKey = nil
            if path == nil {
                path = UDPPath(now: now)
                sendProbe(now: now)
            }
        } else if key?.id != id {
            return
        }
        path?.arrived(number, now: now)
        report()
    }

    /// To be called at every tick of the link's heartbeat, twice a second.
    func ticked() {
        let now = Instant.now()
        sendProbe(now: now)
        settle()
        if nextKey != nil {
            // The peer could not say that it has it, or will not.
            if now - handedOver >= Self.keyPatience { handOverKey() }
        } else if let key, life.isOver(packets: key.counter, now: now) {
            handOverKey()
        }
        report()
    }

    private func sendProbe(now: Instant) {
        guard let number = path?.ticked(now: now) else { return }
        seal(.probe(number))
        flush()
    }

    /// What was sent so long ago and has not arrived by now is too late, and the peer counts it as lost.
    private func settle() {
        marks.append(latest)
        guard marks.count > Self.settlingTicks else { return }
        let old = marks.removeFirst()
        guard old.number > settled.number else { return }
        settled = old
        tell(.settled(old.number))
    }

    private func report() {
        let now = linkAlone
        guard now != lastTold else { return }
        lastTold = now
        onChange(now)
    }

    // MARK: The end

    /// Nothing more will be sent: what copies are to come go now, while the peer still has the key.
    func finish() {
        guard !isOver else { return }
        send(copies.removeAll())
    }

    /// The keys are forgotten.
    func stop() {
        isOver = true
        copyTask?.cancel()
        _ = copies.removeAll()
        key = nil
        nextKey = nil
        path = nil
        socket.close()
    }
}
