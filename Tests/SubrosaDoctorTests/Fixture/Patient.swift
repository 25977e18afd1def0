import Testing

@testable import SubrosaDoctor

/// Something wrong with a site that is well otherwise, and what the doctor has to say to it.
struct Patient: CustomTestStringConvertible, Sendable {
    let complaint: String
    /// `code of this node`, …
    let findings: [String]
    let spoil: @Sendable (inout Observations) throws -> Void

    init(_ complaint: String, _ findings: String..., spoil: @escaping @Sendable (inout Observations) throws -> Void) {
        self.complaint = complaint
        self.findings = findings
        self.spoil = spoil
    }

    var testDescription: String { complaint }

    func diagnosis() throws -> Diagnosis {
        var observations = try WellSite.observations()
        try spoil(&observations)
        return Diagnosis(observations)
    }

    static func words(_ diagnosis: Diagnosis) -> [String] {
        diagnosis.findings.map { "\($0.code.text) of \($0.about)" }
    }
}
