import Foundation
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

@Suite("Status document")
struct StatusDocumentTests {
    private func json(_ sample: SampleStatus) throws -> String {
        try StatusDocument(try sample.status(), softwareVersion: "0.1.0").json()
    }

    /// `peers[].outbound.up` and so on; objects by reason end in `.REASON`.
    private func fields(_ value: Any, _ path: String = "") -> Set<String> {
        switch value {
        case let object as [String: Any]:
            let isByReason =
                path == "refusals" || path == "log.lost"
                || [".datagrams_dropped.", ".streams_failed."].contains { path.contains($0) }
            return object.reduce(into: []) { paths, pair in
                let name = isByReason ? "REASON" : pair.key
                paths.formUnion(fields(pair.value, path.isEmpty ? name : "\(path).\(name)"))
            }
        case let list as [Any]: return list.reduce(into: []) { $0.formUnion(fields($1, path + "[]")) }
        default: return [path]
        }
    }

    private func object(_ json: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    @Test func hostileTextComesOutAsItWentIn() throws {
        let certificate = try #require(try object(try json(.unwell()))["certificate"] as? [String: Any])
        #expect(certificate["subject"] as? String == SampleStatus.hostile)
    }

    @Test(arguments: [true, false]) func whatIsWrittenIsReadAgain(isWell: Bool) throws {
        let status = try (isWell ? SampleStatus.well() : .unwell()).status()
        let document = StatusDocument(status, softwareVersion: "0.1.0")
        #expect(try StatusDocument(json: Array(try document.json().utf8)) == document)
    }

    @Test func timesAreRFC3339() throws {
        let node = try #require(try object(try json(.well()))["node"] as? [String: Any])
        #expect(node["time"] as? String == "2026-11-23T09:52:00Z")
        #expect(TimestampText.time("2026-11-23T09:52:00Z")?.milliseconds == 1_795_427_520_000)
        #expect(TimestampText.time("tomorrow") == nil)
        #expect(TimestampText.text(WallTime(milliseconds: -1)) == "1969-12-31T23:59:59Z")
    }

    @Test func aReasonCannotBeMistakenForAField() throws {
        let text = try json(.unwell())
        #expect(text.contains("\"link_down\" : 3"))
        #expect(text.contains("\"no_certificate\" : 5"))
    }

    /// docs/STATUS.md has a line for each field, which begins with its path in backquotes.
    @Test func everyFieldIsDocumentedAndNoOther() throws {
        var sample = try SampleStatus.unwell()
        // Where something is left out, another peer has it.
        sample.peers.append(contentsOf: try SampleStatus.well().peers)
        let full = fields(try object(try json(sample)))
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "docs/STATUS.md"), encoding: .utf8)
        let documented = Set(page.matches(of: #/(?m)^\| `([a-z][^`]*)`/#).map { String($0.1) })
        // What is the same in either direction, or of either certificate, is documented once.
        let names = Set(
            full.map { path in
                let parts = path.split(separator: ".").map { ["outbound", "inbound"].contains($0) ? "DIRECTION" : $0 }
                let end = parts.first == "peers[]" ? parts.firstIndex(of: "certificate") : nil
                return parts[...(end ?? parts.count - 1)].joined(separator: ".")
            })
        #expect(names.subtracting(documented) == [])
        #expect(documented.subtracting(names) == [])
    }
}
