import SubrosaDoctor

/// What the doctor says to somebody at a terminal: what was looked at, and at the end, where the eye is, what is wrong and
/// what mends it.
struct DoctorText {
    private let report: DoctorReport
    private let isColored: Bool

    init(_ report: DoctorReport, isColored: Bool) {
        self.report = report
        self.isColored = isColored
    }

    /// In printable ASCII, but for colours.
    var lines: [String] { checks + findings + [ending] }

    // MARK: What was looked at

    private var checks: [String] {
        let width = report.diagnosis.checks.map(\.step.label.utf8.count).max() ?? 0
        var lines: [String] = []
        var about: Subject?
        for check in report.diagnosis.checks {
            if check.about != about {
                if about != nil { lines.append("") }
                lines.append(bold(heading(check.about)))
                about = check.about
            }
            let step = check.step.label + String(repeating: " ", count: width - check.step.label.utf8.count)
            lines.append("  \(mark(check.state))  \(step)  \(TerminalText.plain(check.seen))")
        }
        return lines + [""]
    }

    private func heading(_ about: Subject) -> String {
        switch about {
        case .node: report.node.map { "\($0), this node" } ?? "this node"
        case .alertmanager, .peer: "\(about)"
        }
    }

    private func mark(_ state: Check.State) -> String {
        switch state {
        case .ok: colored("ok   ", .green)
        case .wrong: colored("WRONG", .red)
        case .skipped: colored("-    ", .dim)
        }
    }

    // MARK: What is wrong

    private var findings: [String] {
        report.diagnosis.findings.flatMap { finding in
            [
                bold(colored("\(finding.about): \(finding.code.text)", .red)),
                "  seen    \(TerminalText.plain(finding.seen))", "  why     \(TerminalText.plain(finding.why))",
                "  remedy  \(TerminalText.plain(finding.remedy))", "",
            ]
        }
    }

    private var ending: String {
        guard let first = report.diagnosis.findings.first else { return colored("All is well.", .green) }
        let count = report.diagnosis.findings.count
        let rest = count == 1 ? "" : ", and \(count - 1) more"
        return colored("NOT WELL: \(first.about), \(first.code.text)\(rest)", .red)
    }

    // MARK: Colours (ECMA-48, SGR)

    private enum Color: String { case red = "31", green = "32", dim = "2", bold = "1" }

    private func bold(_ text: String) -> String { colored(text, .bold) }

    private func colored(_ text: String, _ color: Color) -> String {
        isColored ? "\u{1b}[\(color.rawValue)m\(text)\u{1b}[0m" : text
    }
}

extension Check.Step {
    fileprivate var label: String { rawValue.split(separator: "_").joined(separator: " ") }
}
