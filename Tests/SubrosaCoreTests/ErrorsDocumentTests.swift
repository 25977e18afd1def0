import Foundation
import Testing

@testable import SubrosaCore

/// docs/ERRORS.md is where an operator looks up what a log line means. Its tables are made from the reasons themselves,
/// so that neither says what the other does not.
///
/// After a change of a reason: `RECORD_EXPECTED=1 swift test --filter ErrorsDocumentTests`, then read the diff.
@Suite(.serialized) struct ErrorsDocumentTests {
    struct Table: CustomStringConvertible, Sendable {
        let name: String
        let rows: [(reason: String, message: String, remedy: String)]

        var description: String { name }

        var markdown: String {
            "\n| `reason` | `why` | `remedy` |\n|---|---|---|\n"
                + rows.map { "| `\($0.reason)` | \($0.message) | \($0.remedy) |\n" }.joined() + "\n"
        }
    }

    static let tables = [
        Table(
            name: "RefusalReason", rows: RefusalReason.allCases.map { ($0.rawValue, $0.message, $0.remedy) }),
        Table(
            name: "DialFailureReason", rows: DialFailureReason.allCases.map { ($0.rawValue, $0.message, $0.remedy) }),
        Table(
            name: "LinkDownReason", rows: LinkDownReason.allCases.map { ($0.rawValue, $0.message, $0.remedy) }),
        Table(
            name: "DropReason", rows: DropReason.allCases.map { ($0.rawValue, $0.message, $0.remedy) }),
        Table(
            name: "LinkAloneReason", rows: LinkAloneReason.allCases.map { ($0.rawValue, $0.message, $0.remedy) }),
        Table(
            name: "SealedRefusalReason",
            rows: SealedRefusalReason.allCases.map { ($0.rawValue, $0.message, $0.remedy) }),
        Table(
            name: "StreamResetReason", rows: StreamResetReason.allCases.map { ($0.label, $0.message, $0.remedy) }),
    ]

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let document = root.appending(path: "docs/ERRORS.md")

    private static func page() throws -> String { try String(contentsOf: document, encoding: .utf8) }

    /// What stands between `<!-- table: NAME -->` and the next `<!-- end -->`.
    private static func range(of name: String, in page: String) throws -> Range<String.Index> {
        let start = try #require(page.range(of: "<!-- table: \(name) -->\n"), "no table \(name)")
        let end = try #require(page.range(of: "<!-- end -->", range: start.upperBound..<page.endIndex))
        return start.upperBound..<end.lowerBound
    }

    @Test(arguments: tables)
    func eachTableSaysExactlyWhatTheLogSays(_ table: Table) throws {
        var page = try Self.page()
        if ProcessInfo.processInfo.environment["RECORD_EXPECTED"] != nil {
            page.replaceSubrange(try Self.range(of: table.name, in: page), with: table.markdown)
            try Data(page.utf8).write(to: Self.document)
        }
        #expect(String(page[try Self.range(of: table.name, in: page)]) == table.markdown)
    }

    @Test func noReasonSaysWhatBreaksATable() {
        for row in Self.tables.flatMap(\.rows) {
            #expect(!row.message.isEmpty && !row.remedy.isEmpty, "\(row.reason)")
            #expect(!(row.message + row.remedy).contains { "|<>\n".contains($0) }, "\(row.reason)")
        }
    }

    /// The headings of the page are log messages in backquotes, so `msg=` is what one searches for.
    @Test func everyWarningAndErrorOfTheLogHasAHeading() throws {
        let files = try #require(
            FileManager.default.enumerator(at: Self.root.appending(path: "Sources"), includingPropertiesForKeys: nil))
        var messages: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            let call = #/logger\.(?:warning|error|log)\(\s*(?:level:[^"]*)?"([^"]+)"/#
            messages.formUnion(text.matches(of: call).map { String($0.1) })
        }
        #expect(messages.isSuperset(of: ["Peer refused", "Dial failed", "Datagrams dropped", "Cannot start"]))
        let headings = try Self.page().split(separator: "\n").filter { $0.hasPrefix("#") }.joined()
        for message in messages.sorted() {
            #expect(headings.contains("`\(message)`"), "docs/ERRORS.md has no heading for \"\(message)\"")
        }
    }
}
