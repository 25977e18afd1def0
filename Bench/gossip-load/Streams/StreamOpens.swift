import Glibc

/// Opens a stream, sends one byte, waits for it to come back, closes: the price of a stream that carries little, as
/// memberlist's do. One after another, with a rest in between, or several at once.
struct StreamOpens {
    private let to: Address
    private let from: Address?
    private let count: Int
    private let gap: UInt64
    private let parallel: Int

    init(_ options: Options) throws {
        _ = try options.word("mode", default: "open1", among: ["open1"])
        to = try options.address("to")
        from = try options.optionalAddress("from")
        count = try options.number("count", default: 300)
        gap = UInt64(try options.number("gap-us", default: 0)) * 1000
        parallel = max(1, try options.number("parallel", default: 1))
    }

    func run() throws -> JSONLine {
        var latencies = Latencies()
        let start = Clock.now()
        let failed = parallel == 1 ? try inTurn(&latencies) : try atOnce(&latencies)
        let seconds = Clock.seconds(since: start)
        var report = JSONLine("streams")
        report.add("opened", latencies.count)
        report.add("failed", failed)
        report.add("parallel", parallel)
        report.add("seconds", seconds)
        report.add("streams_per_second", Double(latencies.count) / seconds)
        latencies.add(to: &report)
        return report
    }

    private func inTurn(_ latencies: inout Latencies) throws -> Int {
        var failed = 0
        // Each failure may take five seconds; three of them say enough.
        for _ in 0..<count where failed < 3 {
            if gap > 0 { Clock.sleep(until: Clock.now() + gap) }
            let start = Clock.now()
            let socket = try newSocket()
            var byte: UInt8 = 0x53
            let returned =
                (try? socket.connect(to)) != nil
                && withUnsafeBytes(of: byte, { StreamIO.write(socket, $0) })
                && socket.waitReadable(until: start + 5_000_000_000)
                && withUnsafeMutableBytes(of: &byte, { StreamIO.read(socket, $0) })
            if returned { latencies.add(Clock.now() - start) } else { failed += 1 }
        }
        return failed
    }

    private func atOnce(_ latencies: inout Latencies) throws -> Int {
        var (begun, failed) = (0, 0)
        var opens: [StreamOpen] = []
        while begun < min(parallel, count) {
            opens.append(try StreamOpen(on: newSocket(), to: to))
            begun += 1
        }
        var polled = opens.map(\.polled)
        let deadline = Clock.now() + 30_000_000_000
        while !opens.isEmpty, Clock.now() < deadline {
            guard poll(&polled, UInt(polled.count), 5000) > 0 else { break }
            for index in polled.indices.reversed() where polled[index].revents != 0 {
                switch opens[index].advance() {
                case .waiting: polled[index] = opens[index].polled
                case .ended(let latency):
                    if let latency { latencies.add(latency) } else { failed += 1 }
                    if begun < count {
                        opens[index] = try StreamOpen(on: newSocket(), to: to)
                        polled[index] = opens[index].polled
                        begun += 1
                    } else {
                        opens.remove(at: index)
                        polled.remove(at: index)
                    }
                }
            }
        }
        return failed + opens.count
    }

    private func newSocket() throws -> Socket {
        let socket = try Socket(.tcp, family: to.family)
        if let from { try socket.bind(from) }
        socket.setNoDelay()
        return socket
    }
}
