/// Problems as they are found.
struct Findings {
    let file: String
    /// Where the files of paths like `credential:NAME` are; nil if nobody has said.
    let credentialDirectory: String?
    private(set) var problems: [ConfigProblem] = []
    private(set) var hasErrors = false

    init(file: String, credentialDirectory: String?) {
        self.file = file
        self.credentialDirectory = credentialDirectory
    }

    mutating func report(_ mark: Mark?, _ complaint: Complaint, severity: ConfigProblem.Severity = .error) {
        if severity == .error { hasErrors = true }
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
