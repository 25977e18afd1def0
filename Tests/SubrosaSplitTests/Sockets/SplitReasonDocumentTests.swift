import Foundation
import Testing

@testable import SubrosaSplit

@Suite("docs/ERRORS.md about the two halves")
struct SplitReasonDocumentTests {
    @Test func itHasEveryReasonAsTheLogHasIt() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/ERRORS.md"), encoding: .utf8)
        for reason in SplitRefusalReason.allCases {
            let row = "| `\(reason.rawValue)` | \(reason.message) | \(reason.remedy) |\n"
            #expect(page.contains(row), "\(row)")
        }
        for reason in SplitFailure.Reason.allCases {
            let row = "| `\(reason.rawValue)` | \(reason.message) | \(reason.remedy) |\n"
            #expect(page.contains(row), "\(row)")
        }
    }
}
