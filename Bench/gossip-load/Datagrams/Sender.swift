import Glibc

/// One end of a datagram run: numbered datagrams out of a connected socket, tallies back.
final class Sender {
    let socket: Socket
    private(set) var sent = 0
    /// The newest acknowledgement.
    private(set) var tally = Tally()

    private var alteredBefore = 0
    private let identity = UInt64.random(in: 1...UInt64.max)
    private let sizes: [Int]
    private let outgoing: Batch
    private let incoming: Batch

    /// The most that one call of `send` takes.
    static let batchSize = 64

    init(_ options: Options, size: Int) throws {
        sizes = try options.numbers("size", default: [size])
        guard let largest = sizes.max(), let smallest = sizes.min(), smallest >= Header.size, largest <= 65_507 else {
            throw Failure.usage("--size: expected \(Header.size) (the header) to 65507")
        }
        let (from, to) = (try options.address("from"), try options.address("to"))
        let slotSize = max(2048, (largest + 63) / 64 * 64) + 64
        outgoing = Batch(slots: Self.batchSize, slotSize: slotSize)
        incoming = Batch(slots: Self.batchSize, slotSize: slotSize)
        socket = try Socket(.udp, family: to.family)
        socket.setBuffers(8 << 20)
        try socket.bind(from)
        // Connected: datagrams from any address but the peer's own do not arrive here, and each send is cheaper.
        try socket.connect(to)
    }

    /// Sends `count` datagrams, at most `batchSize`; those for which `asks` holds want a tally back.
    func send(_ count: Int, asks: (_ sequence: Int) -> Bool) throws {
        for index in 0..<count {
            let length = sizes[sent % sizes.count]
            var header = Header(.data, sender: identity, sequence: UInt64(sent))
            header.wantsTally = asks(sent)
            header.sentAt = Clock.now()
            header.write(to: outgoing.slot(index, length: length))
            outgoing.setLength(length, of: index)
            sent += 1
        }
        try outgoing.send(socket, count: count)
    }

    /// The headers of the datagrams that came back whole, and how many came back otherwise.
    func receive(_ body: (Header) -> Void) -> (altered: Int, foreign: Int) {
        var (altered, foreign) = (0, 0)
        for index in 0..<incoming.receive(socket) {
            guard let header = Header(checking: incoming.received(index)) else {
                altered += 1
                continue
            }
            guard header.sender == identity else {
                foreign += 1
                continue
            }
            if header.kind == .tally, let new = Tally(in: incoming.received(index)), new.received >= tally.received {
                tally = new
            }
            body(header)
        }
        return (altered, foreign)
    }

    /// Waits for a newer tally until the deadline; true if one came.
    func awaitTally(until deadline: UInt64) -> Bool {
        while socket.waitReadable(until: deadline) {
            var came = false
            _ = receive { came = came || $0.kind == .tally }
            if came { return true }
        }
        return false
    }

    /// Datagrams that the sink found altered since `begin`.
    var altered: Int { tally.altered - alteredBefore }

    /// Makes sure that a sink answers, before a clock starts.
    func begin() throws {
        try settle()
        alteredBefore = tally.altered
    }

    /// Asks until the sink has all, or has had nothing new for `patience` nanoseconds; fails if it never answers.
    func settle(patience: UInt64 = 400_000_000) throws {
        var answered = false
        var lastNews = Clock.now()
        while true {
            let before = tally.received
            try query()
            if awaitTally(until: Clock.now() + 50_000_000) { answered = true }
            if tally.received >= sent, answered { return }
            if tally.received > before { lastNews = Clock.now() }
            if Clock.now() - lastNews > patience {
                guard answered else { throw Failure.run("nothing answers at --to: is a sink running there?") }
                return
            }
            Clock.sleep(until: Clock.now() + 2_000_000)
        }
    }

    private func query() throws {
        var header = Header(.query, sender: identity, sequence: UInt64(sent))
        header.wantsTally = true
        header.write(to: outgoing.slot(0, length: Header.size))
        outgoing.setLength(Header.size, of: 0)
        try outgoing.send(socket, count: 1)
    }
}
