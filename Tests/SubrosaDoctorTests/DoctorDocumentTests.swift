import Foundation
import SubrosaCore
import Testing

@testable import SubrosaDoctor

/// docs/DOCTOR.md is where an operator looks up what a code means; its tables are made from the codes themselves.
///
/// After a change of a code: `RECORD_EXPECTED=1 swift test --filter DoctorDocumentTests`, then read the diff.
@Suite(.serialized) struct DoctorDocumentTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/DOCTOR.md")

    private static let table =
        "\n| code | what it is | why it matters | what to do |\n|---|---|---|---|\n"
        + DoctorCode.allCases.map { "| `\($0.rawValue)` | \($0.meaning) | \($0.why) | \($0.remedy) |\n" }.joined()
        + "\n"

    @Test func theTableSaysExactlyWhatTheProgramSays() throws {
        var page = try String(contentsOf: Self.page, encoding: .utf8)
        let start = try #require(page.range(of: "<!-- table: DoctorCode -->\n")).upperBound
        let end = try #require(page.range(of: "<!-- end -->", range: start..<page.endIndex)).lowerBound
        if ProcessInfo.processInfo.environment["RECORD_EXPECTED"] != nil {
            page.replaceSubrange(start..<end, with: Self.table)
            try Data(page.utf8).write(to: Self.page)
        }
        #expect(page.contains("<!-- table: DoctorCode -->\n" + Self.table + "<!-- end -->"))
    }

    @Test func noCodeMeansTwoThingsAndNoneBreaksTheTable() {
        let codes = FindingCode.all.map(\.text)
        #expect(Set(codes).count == codes.count)
        for code in DoctorCode.allCases {
            #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "_" })
            let texts = [code.meaning, code.why, code.remedy]
            #expect(texts.allSatisfy { !$0.isEmpty && !$0.contains { "|<>\n".contains($0) } }, "\(code.rawValue)")
        }
    }

    @Test func everyStepAndEveryFieldIsOnThePage() throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        for step in Check.Step.allCases { #expect(page.contains("`\(step.rawValue)`"), "\(step.rawValue)") }
        for state in Check.State.allCases { #expect(page.contains("`\(state.rawValue)`"), "\(state.rawValue)") }
    }

    @Test func theJSONHasWhatThePageSays() throws {
        var observations = try WellSite.observations()
        observations.peers[0] = PeerObservation(node: try WellSite.node(2), way: .unresolved("no such name"))
        let report = DoctorReport(
            node: try WellSite.node(1).name, time: WellSite.now, diagnosis: Diagnosis(observations))
        let json = try DoctorDocument(report).json()
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(Set(read.keys) == ["version", "node", "time", "well", "findings", "checks"])
        #expect(read["well"] as? Bool == false && read["node"] as? String == "am-1")
        let finding = try #require((read["findings"] as? [[String: Any]])?.first)
        #expect(Set(finding.keys) == ["code", "about", "peer", "seen", "why", "remedy"])
        #expect(finding["code"] as? String == "name_not_resolved" && finding["peer"] as? String == "am-2")
        let check = try #require((read["checks"] as? [[String: Any]])?.first)
        #expect(Set(check.keys) == ["about", "step", "state", "seen"])
    }
}
