/// The text in which Prometheus reads metrics, exposition format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
package enum ExpositionText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package static func render(_ observation: Observation, _ metrics: [Metric] = MetricCatalogue.all) -> String {
        var writer = SeriesWriter()
        for metric in metrics {
            writer.begin(metric)
            metric.write(observation, &writer)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
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
