import SubrosaCore

/// Writes metrics as text, series after series, into one buffer: a node with a hundred peers has some fifteen thousand
/// series, and a scrape comes as often as every second.
package struct SeriesWriter {
    /// What has been written, UTF-8.
    package private(set) var bytes: [UInt8] = []
    private var name: [UInt8] = []
    /// What stands before each label's value: `{peer="`, `",direction="`.
    private var heads: [[UInt8]] = []

    package init() { bytes.reserveCapacity(1 << 16) }

    /// What follows belongs to this metric.
    package mutating func begin(_ metric: Metric) {
        name = Array(metric.name.utf8)
        heads = metric.labels.enumerated().map { index, label in
            Array("\(index == 0 ? "{" : "\",")\(label)=\"".utf8)
        }
        bytes += "# HELP \(metric.name) \(ExpositionText.escapedHelp(metric.help))\n".utf8
        bytes += "# TYPE \(metric.name) \(metric.type.rawValue)\n".utf8
    }

    /// - Parameter values: of the labels, in the order of ``Metric/labels``.
    package mutating func add(_ values: [String], _ value: MetricValue) {
        bytes += name
        for (index, text) in values.enumerated() { label(index, text) }
        end(hasLabels: !values.isEmpty, value)
    }

    package mutating func add(_ first: String, _ value: MetricValue) {
        bytes += name
        label(0, first)
        end(hasLabels: true, value)
    }

    package mutating func add(_ first: String, _ second: String, _ value: MetricValue) {
        bytes += name
        label(0, first)
        label(1, second)
        end(hasLabels: true, value)
    }

    package mutating func add(_ first: String, _ second: String, _ third: String, _ value: MetricValue) {
        bytes += name
        label(0, first)
        label(1, second)
        label(2, third)
        end(hasLabels: true, value)
    }

    /// The buckets, the sum in seconds and the count of a histogram with one label.
    package mutating func add(_ first: String, _ histogram: Histogram) {
        var count: UInt64 = 0
        for (index, inBucket) in histogram.counts.enumerated() {
            count += inBucket
            bytes += name
            bytes += "_bucket".utf8
            label(0, first)
            bytes += "\",le=\"".utf8
            bytes += (index < histogram.bounds.count ? Self.bound(histogram.bounds[index]) : "+Inf").utf8
            end(hasLabels: true, .count(count))
        }
        for (suffix, value) in [("_sum", MetricValue.seconds(histogram.sum.inSeconds)), ("_count", .count(count))] {
            bytes += name
            bytes += suffix.utf8
            label(0, first)
            end(hasLabels: true, value)
        }
    }

    private mutating func label(_ index: Int, _ value: String) {
        bytes += heads[index]
        bytes += ExpositionText.escapedLabel(value).utf8
    }

    private mutating func end(hasLabels: Bool, _ value: MetricValue) {
        if hasLabels { bytes += Self.labelsEnd }
        bytes.append(UInt8(ascii: " "))
        if case .count(let count) = value, count < 10 {
            // Most are.
            bytes.append(UInt8(ascii: "0") + UInt8(count))
        } else {
            bytes += value.description.utf8
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static let labelsEnd = Array("\"}".utf8)

    /// `0.00025`, and `1` as Prometheus' own libraries write it.
    private static func bound(_ duration: Duration) -> String {
        let seconds = duration.inSeconds
        return seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
    }
}

extension Duration {
    /// As the exposition format counts.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
