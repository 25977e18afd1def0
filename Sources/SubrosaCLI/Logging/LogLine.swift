import Logging

/// One event as one line, in the form that Prometheus components use (promslog): `time= level= source= msg=` and then
/// what the event carries: `component` and `peer` first, and last, so that a fault reads as a sentence, `why`, what the
/// system said (`err`) and what to do (`remedy`).
enum LogLine {
    static func render(
        _ format: LogFormat, time: String, level: Logger.Level, source: String, message: String,
        metadata: Logger.Metadata
    ) -> String {
        var fields = [
            ("time", time), ("level", name(of: level)), ("source", source), ("msg", message),
        ]
        let leading = ["component", "peer"]
        let trailing = ["why", "err", "remedy"]
        let others = metadata.keys.filter { !leading.contains($0) && !trailing.contains($0) }.sorted()
        fields += (leading + others + trailing).compactMap { key in metadata[key].map { (key, "\($0)") } }
        switch format {
        case .logfmt: return fields.map { "\($0)=\(quotedIfNeeded($1))" }.joined(separator: " ")
        case .json: return "{" + fields.map { "\(quoted($0)):\(quoted($1))" }.joined(separator: ",") + "}"
        }
    }

    private static func name(of level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error, .critical: "ERROR"
        }
    }

    private static func quotedIfNeeded(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x3d && $0 != 0x5c }
        return isPlain ? text : quoted(text)
    }

    /// JSON's quoting, which logfmt readers understand as well. Control characters cannot end the line.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
