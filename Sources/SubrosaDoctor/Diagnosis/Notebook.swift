/// What an examination has to say, as it goes along.
struct Notebook {
    private(set) var checks: [Check] = []
    private(set) var findings: [Finding] = []

    mutating func ok(_ about: Subject, _ step: Check.Step, _ seen: String) {
        checks.append(Check(about, step, .ok, seen))
    }

    mutating func skipped(_ about: Subject, _ step: Check.Step, _ why: String) {
        checks.append(Check(about, step, .skipped, why))
    }

    mutating func wrong(_ step: Check.Step, _ finding: Finding) {
        checks.append(Check(finding.about, step, .wrong, finding.seen))
        findings.append(finding)
    }

    func has(_ codes: DoctorCode...) -> Bool {
        findings.contains { finding in codes.contains { finding.code == .own($0) } }
    }

    static func + (left: Notebook, right: Notebook) -> Notebook {
        var both = left
        both.checks += right.checks
        both.findings += right.findings
        return both
    }
}
