import Foundation
import Testing

@testable import SubrosaMetrics

/// The tables of docs/METRICS.md are made from the catalogue, so that neither has what the other has not.
///
/// After a change of a metric: `RECORD_EXPECTED=1 swift test --filter MetricsDocumentTests`, then read the diff.
@Suite(.serialized) struct MetricsDocumentTests {
    private static let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/METRICS.md")
    private static let begin = "<!-- catalogue -->\n"
    private static let end = "<!-- end -->"

    private static var markdown: String {
        MetricCatalogue.groups.map { group in
            "\n## \(group.title)\n\n| metric | type | labels | what it says |\n|---|---|---|---|\n"
                + group.metrics.map { metric in
                    let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
                    return "| `\(metric.name)` | \(metric.type.rawValue) | \(labels) | \(metric.help) |\n"
                }.joined()
        }.joined() + "\n"
    }

    private static func range(in page: String) throws -> Range<String.Index> {
        let start = try #require(page.range(of: begin))
        let end = try #require(page.range(of: end, range: start.upperBound..<page.endIndex))
        return start.upperBound..<end.lowerBound
    }

    @Test func thePageHasTheWholeCatalogue() throws {
        var page = try String(contentsOf: Self.document, encoding: .utf8)
        if ProcessInfo.processInfo.environment["RECORD_EXPECTED"] != nil {
            page.replaceSubrange(try Self.range(in: page), with: Self.markdown)
            try Data(page.utf8).write(to: Self.document)
        }
        #expect(String(page[try Self.range(in: page)]) == Self.markdown)
    }

    @Test func everyMetricThatThePageSpeaksOfExists() throws {
        let page = try String(contentsOf: Self.document, encoding: .utf8)
        let names = Set(page.matches(of: #/\b(?:subrosa|process)_[a-z0-9_]+/#).map { String($0.0) })
        #expect(names.subtracting(MetricCatalogue.all.flatMap { [$0.name] + $0.seriesNames }) == [])
    }
}
