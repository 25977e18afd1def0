/// Paced round trips: how long a datagram takes to an echo and back when little else is going on, as gossip's probes do.
/// Sends at fixed times whether or not earlier datagrams came back, and sleeps in between.
struct RoundTrips {
    private let sender: Sender
    private let rate: Int
    private let count: Int
    private let warmup: Int
    private let tellsAll: Bool

    init(_ options: Options) throws {
        sender = try Sender(options, size: 200)
        rate = max(1, try options.number("rate", default: 200))
        count = try options.number("count", default: 1000)
        warmup = try options.number("warmup", default: 10)
        tellsAll = try options.number("all", default: 0) > 0
    }

    func run() throws -> JSONLine {
        var latencies = Latencies()
        var (received, altered, foreign) = (0, 0, 0)
        let interval = UInt64(1_000_000_000 / rate)
        let start = Clock.now() + interval
        func collect(until deadline: UInt64) {
            while received < sender.sent, sender.socket.waitReadable(until: deadline) {
                let odd = sender.receive { header in
                    // The echo carries the time we sent it, so nothing has to be remembered here.
                    if header.sequence >= UInt64(warmup) { latencies.add(Clock.now() - header.sentAt) }
                    received += 1
                }
                altered += odd.altered
                foreign += odd.foreign
            }
        }
        for index in 0..<(warmup + count) {
            let due = start + UInt64(index) * interval
            collect(until: due)
            Clock.sleep(until: due)
            try sender.send(1) { _ in false }
        }
        collect(until: Clock.now() + 500_000_000)
        var report = JSONLine("rtt")
        report.add("sent", sender.sent)
        report.add("received", received)
        report.add("lost", max(0, sender.sent - received))
        report.add("altered", altered)
        report.add("foreign", foreign)
        report.add("seconds", Clock.seconds(since: start))
        latencies.add(to: &report)
        if tellsAll { latencies.addAll(to: &report) }
        return report
    }
}
