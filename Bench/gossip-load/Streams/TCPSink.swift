/// The far end of `bulk`, one connection after another.
struct TCPSink {
    private let server: TCPServer
    private let transfer: BulkTransfer

    init(at address: Address) throws {
        server = try TCPServer(at: address)
        transfer = try BulkTransfer()
    }

    func serve() throws -> JSONLine {
        Stop.listen()
        var (accepted, moved) = (0, 0)
        while !Stop.asked {
            guard let socket = server.accept() else { continue }
            accepted += 1
            guard let request = BulkRequest(from: socket) else { continue }
            if request.pull {
                moved += transfer.send(request.bytes, to: socket)
            } else {
                let count = transfer.receive(request.bytes, from: socket)
                moved += count
                _ = withUnsafeBytes(of: UInt64(count)) { StreamIO.write(socket, $0) }
            }
        }
        var report = JSONLine("sink")
        report.add("accepted", accepted)
        report.add("bytes", moved)
        return report
    }
}
