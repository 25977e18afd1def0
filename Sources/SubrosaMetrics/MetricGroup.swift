/// A part of the catalogue: a heading of docs/METRICS.md and what stands below it.
package struct MetricGroup: Sendable {
    package let title: String
    package let metrics: [Metric]
}
