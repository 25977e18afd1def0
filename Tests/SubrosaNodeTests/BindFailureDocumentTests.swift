import Foundation
import Testing

@testable import SubrosaLocal

/// What docs/ERRORS.md says about addresses that cannot be bound is what the program says.
///
/// After a change of a remedy: `RECORD_EXPECTED=1 swift test --filter BindFailureDocumentTests`, then read the diff.
@Suite struct BindFailureDocumentTests {
    private static let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/ERRORS.md")

    private static let table: String = {
        let virtual = "the virtual address of am-2"
        let link = "where this node accepts peers"
        let cases: [(purpose: String, errno: CInt)] = [
            (virtual, EADDRINUSE), (link, EADDRINUSE), (link, EADDRNOTAVAIL), (link, EACCES), (link, EPERM),
        ]
        let rows = cases.map { purpose, errno in
            let failure = BindFailure(transport: .tcp, address: "", purpose: purpose, errno: errno, holder: nil)
            let isTaken = errno == EADDRINUSE
            let place = isTaken ? purpose.replacingOccurrences(of: "am-2", with: "…") : "either"
            let why = isTaken ? "the address is in use by …" : String(cString: strerror(errno))
            return "| \(place) | \(why) | \(failure.remedy) |\n"
        }
        return "\n| the address is | `err` says | what to do |\n|---|---|---|\n" + rows.joined() + "\n"
    }()

    @Test func theTableSaysExactlyWhatTheProgramSays() throws {
        var page = try String(contentsOf: Self.document, encoding: .utf8)
        let start = try #require(page.range(of: "<!-- table: BindFailure -->\n")).upperBound
        let end = try #require(page.range(of: "<!-- end -->", range: start..<page.endIndex)).lowerBound
        if ProcessInfo.processInfo.environment["RECORD_EXPECTED"] != nil {
            page.replaceSubrange(start..<end, with: Self.table)
            try Data(page.utf8).write(to: Self.document)
        }
        #expect(page.contains("<!-- table: BindFailure -->\n" + Self.table + "<!-- end -->"))
    }
}
