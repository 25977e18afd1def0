/// Sends every datagram back, as it is, to where it came from.
struct UDPEcho {
    private let socket: Socket
    private let batch = Batch(slots: 64, slotSize: Batch.anyDatagram)

    init(at address: Address) throws {
        socket = try Socket(.udp, family: address.family)
        socket.setBuffers(8 << 20)
        try socket.bind(address)
    }

    func serve() throws -> JSONLine {
        Stop.listen()
        var echoed = 0
        while !Stop.asked {
            let count = batch.receive(socket)
            if count > 0 { try batch.reflect(socket, count: count) }
            echoed += count
        }
        var report = JSONLine("echo")
        report.add("echoed", echoed)
        return report
    }
}
