/// Problems as they are found.
struct Findings {
    let file: String
    private(set) var problems: [ConfigProblem] = []

    init(file: String) {
        self.file = file
    }

    var hasErrors: Bool { problems.contains { $0.severity == .error } }

    mutating func report(_ mark: Mark?, _ complaint: Complaint, severity: ConfigProblem.Severity = .error) {
        problems.append(ConfigProblem(file: file, mark: mark, severity: severity, complaint))
    }

    /// The result of a check, or nil with its complaint reported.
    mutating func check<Value>(_ text: Located<String>, _ body: (String) throws(Complaint) -> Value) -> Located<Value>?
    {
        do throws(Complaint) {
            return Located(try body(text.value), text.mark)
        } catch {
            report(text.mark, error)
            return nil
        }
    }
}

/// A value and where it stands.
struct Located<Value> {
    let value: Value
    let mark: Mark

    init(_ value: Value, _ mark: Mark) {
        self.value = value
        self.mark = mark
    }
}
