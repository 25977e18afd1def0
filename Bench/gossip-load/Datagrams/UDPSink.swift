/// Counts and checks data; answers those that ask with the sender's tally. Keeps the last 16 senders.
struct UDPSink {
    private let socket: Socket
    private let batch = Batch(slots: 64, slotSize: Batch.anyDatagram)

    init(at address: Address) throws {
        socket = try Socket(.udp, family: address.family)
        socket.setBuffers(8 << 20)
        try socket.bind(address)
    }

    func serve() throws -> JSONLine {
        Stop.listen()
        var accounts: [UInt64: Account] = [:]
        var order: [UInt64] = []
        var total = Tally()
        let answer = UnsafeMutableRawBufferPointer.allocate(byteCount: Header.size + Tally.size, alignment: 8)
        defer { answer.deallocate() }
        while !Stop.asked {
            for index in 0..<batch.receive(socket) {
                guard let header = Header(checking: batch.received(index)) else {
                    total.altered += 1
                    continue
                }
                if accounts[header.sender] == nil {
                    accounts[header.sender] = Account()
                    order.append(header.sender)
                    if order.count > 16 { accounts[order.removeFirst()] = nil }
                }
                if header.kind == .data {
                    total.received += 1
                    accounts[header.sender, default: Account()].note(header.sequence)
                }
                guard header.wantsTally else { continue }
                var tally = accounts[header.sender]?.tally ?? Tally()
                tally.altered = total.altered
                tally.write(to: answer)
                Header(.tally, sender: header.sender, sequence: header.sequence).write(to: answer)
                batch.answer(socket, from: index, with: answer)
            }
        }
        for account in accounts.values {
            total.late += account.tally.late
            total.repeated += account.tally.repeated
        }
        var report = JSONLine("sink")
        total.add(to: &report)
        report.add("altered", total.altered)
        report.add("senders", order.count)
        return report
    }
}
