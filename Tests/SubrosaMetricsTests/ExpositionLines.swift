/// A reader of exposition format 0.0.4 that takes nothing for granted: for the tests, as Prometheus would read it.
struct ExpositionLines {
    struct Series: Hashable {
        let name: String
        /// As written, escapes undone.
        let labels: [String: String]
        let value: String
    }

    struct Malformed: Error { let line: String }

    private(set) var series: [Series] = []
    private(set) var types: [String: String] = [:]
    private(set) var helps: [String: String] = [:]

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(line: "the end") }
        for line in text.unicodeScalars.split(separator: "\n").map({ String($0) }) {
            if line.hasPrefix("# ") {
                let parts = line.split(separator: " ", maxSplits: 3).map(String.init)
                guard parts.count == 4 else { throw Malformed(line: line) }
                switch parts[1] {
                case "HELP" where helps[parts[2]] == nil: helps[parts[2]] = parts[3]
                case "TYPE" where types[parts[2]] == nil: types[parts[2]] = parts[3]
                default: throw Malformed(line: line)
                }
            } else {
                series.append(try Self.series(line))
            }
        }
    }

    private static func series(_ line: String) throws -> Series {
        var rest = line.unicodeScalars[...]
        let name = String(rest.prefix { $0 != "{" && $0 != " " })
        rest = rest.dropFirst(name.unicodeScalars.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            repeat {
                rest.removeFirst()
                let label = String(rest.prefix { $0 != "=" })
                rest = rest.dropFirst(label.unicodeScalars.count + 1)
                guard rest.popFirst() == "\"", labels[label] == nil else { throw Malformed(line: line) }
                labels[label] = try value(&rest, line)
            } while rest.first == ","
            guard rest.popFirst() == "}" else { throw Malformed(line: line) }
        }
        guard rest.popFirst() == " ", !rest.isEmpty, Double(String(rest)) != nil else { throw Malformed(line: line) }
        return Series(name: name, labels: labels, value: String(rest))
    }

    private static func value(_ rest: inout String.UnicodeScalarView.SubSequence, _ line: String) throws -> String {
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(value)
            case "\\":
                switch rest.popFirst() {
                case "n": value.append("\n")
                case "\\": value.append("\\")
                case "\"": value.append("\"")
                default: throw Malformed(line: line)
                }
            default: value.append(scalar)
            }
        }
        throw Malformed(line: line)
    }
}
