import Logging
import Testing

@testable import SubrosaCLI

@Suite("Log line")
struct LogLineTests {
    private func line(
        _ format: LogFormat = .logfmt, level: Logger.Level = .info, message: String = "Link up",
        metadata: Logger.Metadata = [:]
    ) -> String {
        LogLine.render(
            format, time: "2026-01-02T03:04:05.678Z", level: level, source: "A.swift:1", message: message,
            metadata: metadata)
    }

    @Test func beginsAsEveryPrometheusComponentDoes() {
        #expect(line() == #"time=2026-01-02T03:04:05.678Z level=INFO source=A.swift:1 msg="Link up""#)
        #expect(line(message: "Ready").hasSuffix(" msg=Ready"), "no quotes where none are needed")
    }

    @Test(arguments: [
        (Logger.Level.trace, "DEBUG"), (.debug, "DEBUG"), (.info, "INFO"), (.notice, "INFO"), (.warning, "WARN"),
        (.error, "ERROR"), (.critical, "ERROR"),
    ])
    func levelsHavePromslogsNames(level: Logger.Level, name: String) {
        #expect(line(level: level).contains(" level=\(name) "))
    }

    @Test func componentAndPeerComeFirstAndTheRestIsSorted() {
        let text = line(metadata: ["zone": "z", "peer": "am-2", "address": "a", "component": "link"])
        #expect(text.hasSuffix(" component=link peer=am-2 address=a zone=z"))
    }

    @Test(arguments: [
        ("", #""""#), ("a b", #""a b""#), ("a=b", #""a=b""#), (#"a"b"#, #""a\"b""#), (#"a\b"#, #""a\\b""#),
        ("a\nb", #""a\nb""#), ("a\r\tb", #""a\r\tb""#), ("\u{0}\u{1b}[31m", #""\u0000\u001b[31m""#),
        ("\u{7f}\u{85}", #""\u007f\u0085""#), ("grün", #""grün""#), ("plain-1.2:3/4", "plain-1.2:3/4"),
    ])
    func valuesAreQuotedSoThatNothingEndsTheLineOrTheField(value: String, written: String) {
        #expect(line(metadata: ["v": "\(value)"]).hasSuffix(" v=\(written)"))
    }

    @Test func jsonHasTheSameFieldsAsOneObject() {
        let text = line(.json, metadata: ["peer": "am-2", "err": "a \"b\"\n"])
        #expect(
            text == #"{"time":"2026-01-02T03:04:05.678Z","level":"INFO","source":"A.swift:1","msg":"Link up","#
                + #""peer":"am-2","err":"a \"b\"\n"}"#)
    }

    @Test(arguments: LogFormat.allCases)
    func noByteOfAMessageMakesASecondLine(format: LogFormat) {
        for value in UInt8.min...UInt8.max {
            let scalar = String(UnicodeScalar(value))
            let text = line(format, message: scalar, metadata: ["k": "\(scalar)"])
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) })
        }
    }
}
