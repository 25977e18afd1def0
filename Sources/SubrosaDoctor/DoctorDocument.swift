import FoundationEssentials
import SubrosaCore
import SubrosaIdentity

/// A ``DoctorReport`` as JSON has it. docs/DOCTOR.md describes every field; within a version fields are added only.
package struct DoctorDocument: Hashable, Sendable, Codable {
    package static let currentVersion = 1

    package struct Finding: Hashable, Sendable, Codable {
        package let code: String
        package let about: String
        package let peer: String?
        package let seen: String
        package let why: String
        package let remedy: String
    }

    package struct Check: Hashable, Sendable, Codable {
        package let about: String
        package let peer: String?
        package let step: String
        package let state: String
        package let seen: String
    }

    package let version: Int
    package let node: String?
    package let time: String
    package let well: Bool
    package let findings: [Finding]
    package let checks: [Check]

    package init(_ report: DoctorReport) {
        version = Self.currentVersion
        node = report.node?.text
        time = TimeText.utc(report.time)
        well = report.diagnosis.isWell
        findings = report.diagnosis.findings.map { finding in
            Finding(
                code: finding.code.text, about: finding.about.kind, peer: finding.about.peer, seen: finding.seen,
                why: finding.why, remedy: finding.remedy)
        }
        checks = report.diagnosis.checks.map { check in
            Check(
                about: check.about.kind, peer: check.about.peer, step: check.step.rawValue, state: check.state.rawValue,
                seen: check.seen)
        }
    }

    /// The document, with its fields by name.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

extension Subject {
    /// For programs.
    fileprivate var kind: String {
        switch self {
        case .node: "node"
        case .alertmanager: "alertmanager"
        case .peer: "peer"
        }
    }

    fileprivate var peer: String? { if case .peer(let name) = self { name.text } else { nil } }
}
