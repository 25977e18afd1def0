/// The highest steady rate at which nothing is lost, without any acknowledgement holding the sender back: doubling
/// until something is lost, then halving the gap until it is below an eighth. Bursts once a millisecond.
struct MaxRate {
    private let options: Options
    private let floor: Int
    private let limit: Int
    private let window: UInt64

    init(_ options: Options) throws {
        self.options = options
        floor = max(1000, try options.number("floor", default: 2000))
        limit = max(floor, try options.number("limit", default: 400_000))
        window = UInt64(max(50, try options.number("ms", default: 500))) * 1_000_000
    }

    func run() throws -> JSONLine {
        var (held, lost, tries) = (0, limit * 2, 0)
        var altered = 0
        var next = floor
        while next <= limit, Double(lost) > Double(max(held, 1)) * 1.125 {
            // Twice: on a busy machine a single pause of the scheduler overflows some buffer.
            var outcome = try attempt(next)
            if !outcome.holds { outcome = try attempt(next) }
            tries += 1
            altered += outcome.altered
            if outcome.holds { held = max(held, next) } else { lost = next }
            // Below the floor there is nothing to find.
            guard held > 0 else { break }
            next = lost > limit ? next * 2 : (held + lost) / 2
        }
        var report = JSONLine("maxrate")
        report.add("datagrams_per_second", held)
        report.add("failed_at", lost > limit ? 0 : lost)
        report.add("altered", altered)
        report.add("tries", tries)
        return report
    }

    /// A rate holds if all arrived, and if this sender really kept the rate.
    private func attempt(_ rate: Int) throws -> (holds: Bool, altered: Int) {
        let sender = try Sender(options, size: 1400)
        try sender.begin()
        let start = Clock.now()
        try sender.sendSteadily(Int(window * UInt64(rate) / 1_000_000_000), rate: rate)
        let seconds = Clock.seconds(since: start)
        try sender.settle()
        let kept = Double(sender.sent) / seconds > 0.95 * Double(rate)
        return (kept && sender.tally.received == sender.sent, sender.altered)
    }
}
