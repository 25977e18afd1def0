import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

@Suite("Front page")
struct FrontPageTests {
    private func html(_ sample: SampleStatus) throws -> String { FrontPage(try sample.status(), version: "0.1.0").html }

    /// The page taken apart: its elements, whether each was closed in order, and the text between the tags.
    private func elements(_ html: String) -> (names: [String], isSound: Bool, text: String) {
        let tag = #/<(/?)([!a-zA-Z0-9]+)[^<>]*>/#
        var (names, open, isSound) = ([String](), [String](), true)
        for match in html.matches(of: tag) where !["meta", "!DOCTYPE"].contains(match.2) {
            if match.1.isEmpty {
                names.append(String(match.2))
                open.append(String(match.2))
            } else if open.popLast() != String(match.2) {
                isSound = false
            }
        }
        let text = html.replacing(tag, with: "")
        return (names, isSound && open.isEmpty && !text.contains { "<>\"'".contains($0) }, unescaped(text))
    }

    private func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    @Test func hostileTextIsTextAndNothingElse() throws {
        let (names, isSound, text) = elements(try html(.unwell()))
        #expect(isSound)
        #expect(
            Set(names).isSubset(of: [
                "html", "head", "title", "style", "body", "h1", "h2", "p", "a", "table", "tr", "th", "td",
            ]))
        #expect(text.contains(SampleStatus.hostile))
    }

    @Test func nothingIsLoadedFromElsewhere() throws {
        for page in [try html(.well()), try html(.unwell())] {
            for word in ["<script", "src=", "<link", "<img", "@import", "url(", "<iframe", "<form"] {
                #expect(!page.contains(word), "\(word)")
            }
        }
    }

    @Test(arguments: [
        ("<b>", "&lt;b&gt;"), ("a & b", "a &amp; b"), ("\"'", "&quot;&#39;"), ("ü\n", "ü\n"), ("&lt;", "&amp;lt;"),
    ])
    func textIsEscapedForHTML(text: String, expected: String) { #expect(HTMLText.escaped(text) == expected) }

    @Test func itSaysWhatIsWrongAndWhatToDo() throws {
        let (_, _, text) = elements(try html(.unwell()))
        #expect(text.contains("link down, certificate_expired: the peer's certificate has expired"))
        #expect(text.contains("renew it"))
        #expect(text.contains("ended 1 d 0 h ago"))
        #expect(try html(.well()).contains("<p>All is well.</p>"))
    }
}
