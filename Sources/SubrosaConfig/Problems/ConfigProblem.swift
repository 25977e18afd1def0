/// One thing wrong with a configuration, as an operator reads it:
/// `subrosa.yml:7:5: what: why; how to mend`. One line, whatever stands in the file.
package struct ConfigProblem: Hashable, Sendable, CustomStringConvertible {
    package enum Severity: Hashable, Sendable {
        /// The configuration cannot be used.
        case error
        /// It can be used, but not all of it does what it says.
        case warning
    }

    /// As the operator named it.
    package let file: String
    /// nil if the problem is the file itself.
    package let mark: Mark?
    package let severity: Severity
    /// nil for checks made outside this module, e.g. of the files that `tls` names.
    package let rule: ConfigRule?
    package let what: String
    package let why: String
    package let remedy: String

    /// - Parameters: text taken from a file has to be passed through ``QuotedText`` first.
    package init(
        file: String, mark: Mark?, severity: Severity = .error, rule: ConfigRule? = nil, what: String, why: String,
        remedy: String
    ) {
        self.file = file
        self.mark = mark
        self.severity = severity
        self.rule = rule
        self.what = what
        self.why = why
        self.remedy = remedy
    }

    package var description: String {
        let place = mark.map { ":\($0)" } ?? ""
        let kind = severity == .warning ? "warning: " : ""
        return "\(QuotedText.escaped(file))\(place): \(kind)\(what): \(why); \(remedy)"
    }
}

extension ConfigProblem {
    init(file: String, mark: Mark?, severity: Severity = .error, _ complaint: Complaint) {
        self.init(
            file: file, mark: mark, severity: severity, rule: complaint.rule, what: complaint.what,
            why: complaint.why, remedy: complaint.remedy)
    }
}
