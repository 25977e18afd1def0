/// How fast one stream carries bytes, towards the sink or from it.
struct Bulk {
    private let to: Address
    private let from: Address?
    private let request: BulkRequest
    private let mode: String

    init(_ options: Options) throws {
        to = try options.address("to")
        from = try options.optionalAddress("from")
        mode = try options.word("mode", default: "push", among: ["push", "pull"])
        request = BulkRequest(pull: mode == "pull", bytes: try options.number("bytes", default: 1_000_000_000))
    }

    func run() throws -> JSONLine {
        let transfer = try BulkTransfer()
        let socket = try Socket(.tcp, family: to.family)
        if let from { try socket.bind(from) }
        try socket.connect(to)
        socket.setNoDelay()
        let start = Clock.now()
        guard request.write(to: socket) else { throw Failure.call("write") }
        let moved: Int
        if request.pull {
            moved = transfer.receive(request.bytes, from: socket)
        } else {
            guard transfer.send(request.bytes, to: socket) == request.bytes else { throw Failure.call("sendfile") }
            var answer: UInt64 = 0
            guard withUnsafeMutableBytes(of: &answer, { StreamIO.read(socket, $0) }) else { throw Failure.call("read") }
            moved = Int(truncatingIfNeeded: answer)
        }
        let seconds = Clock.seconds(since: start)
        var report = JSONLine("bulk")
        report.add(word: mode, as: "mode")
        report.add("bytes", moved)
        report.add("missing", request.bytes - moved)
        report.add("seconds", seconds)
        report.add("mb_per_second", Double(moved) / seconds / 1e6)
        return report
    }
}
