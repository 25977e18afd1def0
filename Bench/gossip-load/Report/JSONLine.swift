/// One JSON object on one line, its members in the order they were added.
struct JSONLine {
    private var members: [String] = []

    init(_ what: String) { add("what", "\"\(what)\"") }

    var line: String { "{" + members.joined(separator: ", ") + "}" }

    mutating func add(_ name: String, _ value: Int) { add(name, String(value)) }

    /// Rounded to a thousandth: nothing here is measured more finely.
    mutating func add(_ name: String, _ value: Double) { add(name, Self.literal(value)) }

    mutating func add(_ name: String, _ values: [Double]) {
        add(name, "[" + values.map(Self.literal).joined(separator: ", ") + "]")
    }

    mutating func add(word value: String, as name: String) { add(name, "\"\(value)\"") }

    private static func literal(_ value: Double) -> String {
        value.isFinite ? String((value * 1000).rounded() / 1000) : "null"
    }

    private mutating func add(_ name: String, _ literal: String) { members.append("\"\(name)\": \(literal)") }
}
