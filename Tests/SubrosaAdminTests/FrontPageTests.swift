import Foundation
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

@Suite("Front page")
struct FrontPageTests {
    private func html(_ sample: SampleStatus) throws -> String { FrontPage(try sample.status(), version: "0.1.0").html }

    @Test func hostileTextIsTextAndNothingElse() throws {
        let page = PageParts(try html(.unwell()))
        #expect(page.isSound)
        #expect(page.names.subtracting(PageParts.known) == [])
        #expect(page.attributes.subtracting(PageParts.knownAttributes) == [])
        #expect(page.text.contains(SampleStatus.hostile.replacing("\u{202e}", with: "\\u{202e}")))
    }

    @Test func theOnlyScriptAndStyleAreItsOwn() throws {
        let page = try html(.unwell())
        #expect(page.ranges(of: "<script").count == 1 && page.ranges(of: "<style").count == 1)
        for word in ["src=", "<link", "<img", "@import", "url(", "<iframe", "<form", "style=", "javascript:"] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test(arguments: [
        ("<b>", "&lt;b&gt;"), ("a & b", "a &amp; b"), ("\"'", "&quot;&#39;"), ("ü\n", "ü\n"), ("&lt;", "&amp;lt;"),
        ("plain", "plain"), ("a\u{202e}b\u{0}\u{2066}", "a\\u{202e}b\\u{0}\\u{2066}"),
    ])
    func textIsEscapedForHTML(text: String, expected: String) {
        #expect(HTMLText.escaped(text) == expected)
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        #expect(html.markup == "<p title=\"\(expected)\">\(expected)</p>")
    }

    @Test func itSaysWhatIsWrongAndWhatToDo() throws {
        let text = PageParts(try html(.unwell())).text
        #expect(text.contains("link down, certificate_expired: the peer's certificate has expired"))
        #expect(text.contains("To do: renew it"))
        #expect(text.contains("ended 1 d 0 h ago"))
        #expect(PageParts(try html(.well())).text.contains("All is well."))
    }

    @Test func whatIsWrongInManyPlacesIsToldOnce() throws {
        let text = PageParts(try html(.crowd(peers: 50))).text
        #expect(text.ranges(of: "both links down, silent: nothing was heard from the peer").count == 1)
        #expect(text.contains("alertmanager-5, alertmanager-25, alertmanager-45: both links down"))
        #expect(text.contains("alertmanager-15 outbound, alertmanager-35 outbound: link down, silent"))
    }

    @Test func aSmallClusterIsDrawnAndALargeOneIsTiled() throws {
        let (small, large) = (try html(.crowd(peers: 11)), try html(.crowd(peers: 12)))
        #expect(small.ranges(of: "<g class=\"node ").count == 12)
        // Out of each pair one half at each end.
        #expect(small.ranges(of: "<g class=\"way ").count == 12 * 11)
        #expect(!small.contains("class=\"tiles\""))
        #expect(large.contains("class=\"tiles\"") && !large.contains("<g class="))
    }

    @Test func noStateIsToldByColourAlone() throws {
        #expect(Set(PathState.allCases.map(\.sign)).count == PathState.allCases.count)
        for state in PathState.allCases {
            #expect(state.mark("words").markup.contains(state.sign))
            #expect(FrontStyle.html.markup.contains(".\(state.word) {"))
        }
    }

    @Test func eventsAreToldWithTheirReasons() throws {
        var sample = try SampleStatus.well()
        sample.events = [
            NodeEvent(
                .peerRefused, at: SampleStatus.now, address: "192.0.2.7", reason: "no_certificate",
                message: "the peer presented no certificate", count: 41)
        ]
        let text = PageParts(try html(sample)).text
        #expect(text.contains("peer refused: 192.0.2.7 ×41"))
        #expect(text.contains("no_certificate: the peer presented no certificate"))
        #expect(PageParts(try html(.well())).text.contains("Nothing has happened yet."))
    }

    @Test func aMeasuredPeerHasItsFiguresInWordsToo() throws {
        var sample = try SampleStatus.well()
        sample.peers[0].history = SampleStatus.halfHour(seed: 1)
        let page = try html(sample)
        #expect(page.ranges(of: "<svg class=\"spark\"").count == 2)
        #expect(page.contains("aria-label=\"round trip in 30 minutes: "))
        #expect(PageParts(page).text.contains("not measured yet"))
    }

    @Test func aPageOfFiftyPeersIsSmallAndTheTablesHaveThemAll() throws {
        let page = try html(.crowd(peers: 50))
        #expect(page.utf8.count < 250_000, "\(page.utf8.count) bytes")
        let text = PageParts(page).text
        for number in 2...51 { #expect(text.contains("alertmanager-\(number)")) }
    }

    /// `RECORD_PAGES=DIRECTORY swift test --filter FrontPageTests`: for scripts/screenshots.sh.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["RECORD_PAGES"] != nil))
    func pagesAreRecorded() throws {
        let directory = URL(filePath: try #require(ProcessInfo.processInfo.environment["RECORD_PAGES"]))
        for (name, sample) in try SampleStatus.pictures() {
            try html(sample).write(
                to: directory.appending(path: "\(name).html"), atomically: true, encoding: .utf8)
        }
    }
}
