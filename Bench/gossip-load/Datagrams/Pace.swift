/// A steady rate, which nothing holds back: what is lost shows what the way cannot take. Bursts once a millisecond.
struct Pace {
    private let sender: Sender
    private let rate: Int
    private let count: Int

    init(_ options: Options) throws {
        sender = try Sender(options, size: 1400)
        rate = max(1, try options.number("rate", default: 10_000))
        count = try options.number("count", default: 20_000)
    }

    func run() throws -> JSONLine {
        try sender.begin()
        let start = Clock.now()
        try sender.sendSteadily(count, rate: rate)
        let seconds = Clock.seconds(since: start)
        try sender.settle()
        var report = JSONLine("pace")
        report.add("sent", sender.sent)
        report.add("lost", max(0, sender.sent - sender.tally.received))
        sender.tally.add(to: &report)
        report.add("altered", sender.altered)
        report.add("seconds", seconds)
        report.add("datagrams_per_second", Double(sender.sent) / seconds)
        return report
    }
}

extension Sender {
    /// Sends until `count` have been sent in all, `rate` a second, each millisecond what is due in it.
    func sendSteadily(_ count: Int, rate: Int) throws {
        let start = Clock.now()
        var tick = start
        while sent < count {
            let due = min(count, Int((tick - start + 1_000_000) * UInt64(rate) / 1_000_000_000))
            while sent < due { try send(min(Sender.batchSize, due - sent)) { _ in false } }
            tick += 1_000_000
            Clock.sleep(until: tick)
        }
    }
}
