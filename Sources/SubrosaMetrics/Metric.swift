/// An entry of the catalogue: what a metric is called, what it means and how it is read.
package struct Metric: Sendable {
    /// Base units, as https://prometheus.io/docs/practices/naming/ has them.
    package let name: String
    package let type: MetricType
    /// A sentence for `# HELP` and docs/METRICS.md: plain text without line ends, `|` and backslashes.
    package let help: String
    /// Label names; buckets have `le` as well.
    package let labels: [String]
    /// Every series of this metric. No two have the same label values: Prometheus would throw the whole scrape away.
    package let write: @Sendable (Observation, inout SeriesWriter) -> Void

    /// A metric with many series, which are written one after another without being gathered first.
    package init(
        _ name: String, _ type: MetricType, _ help: String, labels: [String],
        write: @escaping @Sendable (Observation, inout SeriesWriter) -> Void
    ) {
        self.name = name
        self.type = type
        self.help = help
        self.labels = labels
        self.write = write
    }

    package init(
        _ name: String, _ type: MetricType, _ help: String, labels: [String] = [],
        samples: @escaping @Sendable (Observation) -> [Sample]
    ) {
        self.init(name, type, help, labels: labels) { observation, series in
            for sample in samples(observation) { series.add(sample.labelValues, sample.value) }
        }
    }

    /// A metric with one series and no labels.
    package init(
        _ name: String, _ type: MetricType, _ help: String, value: @escaping @Sendable (Observation) -> MetricValue
    ) {
        self.init(name, type, help) { [Sample([], value($0))] }
    }
}
