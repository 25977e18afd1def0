/// The text in which Prometheus reads metrics, exposition format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
package enum ExpositionText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package static func render(_ observation: Observation, _ metrics: [Metric] = MetricCatalogue.all) -> String {
        var text = ""
        for metric in metrics {
            text += "# HELP \(metric.name) \(escapedHelp(metric.help))\n# TYPE \(metric.name) \(metric.type.rawValue)\n"
            for sample in metric.samples(observation) {
                text += metric.name
                append(metric.labels, sample.labelValues, to: &text)
                text += " \(sample.value)\n"
            }
        }
        return text
    }

    private static func append(_ names: [String], _ values: [String], to text: inout String) {
        guard !names.isEmpty else { return }
        var separator = "{"
        for (name, value) in zip(names, values) {
            text += "\(separator)\(name)=\"\(escapedLabel(value))\""
            separator = ","
        }
        text += "}"
    }

    /// Backslash, line feed and double quote are escaped; everything else stands for itself.
    package static func escapedLabel(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5c || $0 == 0x0a || $0 == 0x22 }) else { return value }
        return escaped(value, andQuotes: true)
    }

    /// In help texts quotes need no escape.
    package static func escapedHelp(_ text: String) -> String { escaped(text, andQuotes: false) }

    private static func escaped(_ text: String, andQuotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where andQuotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
