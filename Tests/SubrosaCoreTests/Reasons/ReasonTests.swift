import SubrosaCore
import Testing

/// What logs, metrics and documentation build on: every reason has words of its own, in the form that labels have.
@Suite("Reasons")
struct ReasonTests {
    private func check(_ labels: [String], _ texts: [(message: String, remedy: String)]) {
        #expect(Set(labels).count == labels.count)
        for label in labels {
            #expect(
                label.utf8.allSatisfy {
                    $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                })
        }
        #expect(Set(texts.map(\.message)).count == texts.count, "two reasons say the same")
        for text in texts {
            for part in [text.message, text.remedy] {
                #expect(part.count >= 6)
                #expect(part.allSatisfy { $0.isASCII && !$0.isNewline })
                #expect(!part.hasSuffix("."), "clauses, not sentences: \(part)")
                #expect(
                    part.first?.isUppercase != true || part.hasPrefix("Alertmanager") || part.hasPrefix("TCP"),
                    "\(part)")
            }
        }
    }

    @Test func everyDropHasAMessageAndARemedy() {
        check(DropReason.allCases.map(\.rawValue), DropReason.allCases.map { ($0.message, $0.remedy) })
    }

    @Test func everyRefusalHasAMessageAndARemedy() {
        check(RefusalReason.allCases.map(\.rawValue), RefusalReason.allCases.map { ($0.message, $0.remedy) })
    }

    @Test func everyDialFailureHasAMessageAndARemedy() {
        check(DialFailureReason.allCases.map(\.rawValue), DialFailureReason.allCases.map { ($0.message, $0.remedy) })
    }

    @Test func everyStreamResetHasAMessageAndARemedy() {
        check(StreamResetReason.allCases.map(\.label), StreamResetReason.allCases.map { ($0.message, $0.remedy) })
    }

    @Test func everyEndOfALinkHasARemedy() {
        // What happened is the reason itself.
        check(LinkDownReason.allCases.map(\.rawValue), LinkDownReason.allCases.map { ($0.rawValue, $0.remedy) })
    }

    @Test func refusalsFitIntoARefuseFrame() {
        for reason in RefusalReason.allCases { #expect((1...64).contains(reason.rawValue.utf8.count)) }
    }

    @Test func codesOfStreamResetsAreThoseOfTheProtocol() {
        let codes: [StreamResetReason: UInt8] = [
            .aborted: 1, .alertmanagerRefused: 2, .alertmanagerTimeout: 3, .tooManyStreams: 4, .draining: 5,
            .laneLost: 6, .linkDown: 7, .noLane: 8, .notTrusted: 9, .foreignUser: 10, .edgeDown: 11,
            .hostDown: 12, .unknown: 255,
        ]
        for reason in StreamResetReason.allCases { #expect(codes[reason] == reason.rawValue) }
    }

    @Test func everyByteIsAStreamReset() {
        let known = Set(StreamResetReason.allCases.map(\.rawValue))
        for code in UInt8.min...UInt8.max {
            #expect(StreamResetReason(code: code).rawValue == (known.contains(code) ? code : 255))
        }
    }
}
