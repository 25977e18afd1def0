import Glibc

/// Hands datagrams on from one peer to another and back, as they are: what two more sockets and a process on the way
/// cost, without cryptography. Takes what has come in one call and hands it on in one.
struct UDPRelay {
    private let sides: [Socket]
    private let batch = Batch(slots: 64, slotSize: Batch.anyDatagram)

    /// Bound to `address` for the peer at `--from`, and to `--via` for the peer at `--to`.
    init(at address: Address, _ options: Options) throws {
        sides = try [
            Self.side(at: address, for: options.address("from")),
            Self.side(at: options.address("via"), for: options.address("to")),
        ]
    }

    func serve() throws -> JSONLine {
        Stop.listen()
        var polled = sides.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var relayed = 0
        while !Stop.asked {
            guard poll(&polled, UInt(polled.count), -1) > 0 else { continue }
            for side in sides.indices where polled[side].revents != 0 {
                let count = batch.receive(sides[side])
                if count > 0 { try batch.forward(sides[1 - side], count: count) }
                relayed += count
            }
        }
        var report = JSONLine("relay")
        report.add("relayed", relayed)
        return report
    }

    private static func side(at address: Address, for peer: Address) throws -> Socket {
        let socket = try Socket(.udp, family: address.family)
        socket.setBuffers(8 << 20)
        try socket.bind(address)
        try socket.connect(peer)
        // Readiness may be for an ICMP error alone, which the call that asks for a datagram takes off.
        socket.setNonBlocking()
        return socket
    }
}
