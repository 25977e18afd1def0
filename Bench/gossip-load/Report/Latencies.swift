/// Durations in nanoseconds, reported in microseconds.
struct Latencies {
    private var samples: [UInt64] = []

    var count: Int { samples.count }

    mutating func add(_ nanoseconds: UInt64) { samples.append(nanoseconds) }

    func add(to report: inout JSONLine) {
        let sorted = samples.sorted()
        for (name, share) in [("p50_us", 0.5), ("p90_us", 0.9), ("p99_us", 0.99), ("max_us", 1.0)] {
            report.add(name, Self.quantile(share, of: sorted) / 1000)
        }
    }

    /// Each of them, in the order of their arrival.
    func addAll(to report: inout JSONLine) {
        report.add("all_us", samples.map { Double($0) / 1000 })
    }

    /// The smallest sample that at least `share` of all samples do not exceed.
    private static func quantile(_ share: Double, of sorted: [UInt64]) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return Double(sorted[min(max(rank, 1), sorted.count) - 1])
    }
}
