/// One series of a metric: what its labels say at this moment, and its value.
package struct Sample: Hashable, Sendable {
    /// In the order of ``Metric/labels``.
    package let labelValues: [String]
    package let value: MetricValue

    package init(_ labelValues: [String], _ value: MetricValue) {
        self.labelValues = labelValues
        self.value = value
    }
}
