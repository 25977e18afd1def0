/// As fast as a window of unacknowledged datagrams allows. The window is there so that no kernel buffer on the way
/// overflows: what is lost then was lost by what is being measured.
struct Flood {
    private let sender: Sender
    private let count: Int
    private let window: Int

    init(_ options: Options) throws {
        sender = try Sender(options, size: 1400)
        count = try options.number("count", default: 100_000)
        window = max(1, try options.number("window", default: 256))
    }

    func run() throws -> JSONLine {
        let stride = max(1, window / 4)
        try sender.begin()
        let start = Clock.now()
        var writtenOff = 0
        while sender.sent < count {
            let credit = window - (sender.sent - sender.tally.received - writtenOff)
            if credit >= min(stride, count - sender.sent) {
                try sender.send(min(credit, Sender.batchSize, count - sender.sent)) { sequence in
                    sequence % stride == stride - 1 || sequence == count - 1
                }
            } else if !sender.awaitTally(until: Clock.now() + 200_000_000) {
                // Every acknowledgement under way has been lost: ask, and count the missing as gone.
                try sender.settle()
                writtenOff = sender.sent - sender.tally.received
            }
        }
        while sender.tally.received < count, sender.awaitTally(until: Clock.now() + 100_000_000) {}
        let seconds = Clock.seconds(since: start)
        try sender.settle()
        var report = JSONLine("flood")
        report.add("sent", sender.sent)
        report.add("lost", max(0, sender.sent - sender.tally.received))
        sender.tally.add(to: &report)
        report.add("altered", sender.altered)
        report.add("window", window)
        report.add("seconds", seconds)
        report.add("datagrams_per_second", Double(sender.tally.received) / seconds)
        return report
    }
}
