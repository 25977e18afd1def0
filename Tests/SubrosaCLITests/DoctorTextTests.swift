import FoundationEssentials
import SubrosaCore
import SubrosaDoctor
import SubrosaTestKit
import Testing

@testable import SubrosaCLI

@Suite("What the doctor prints")
struct DoctorTextTests {
    private static let hostile = "CN=\u{1b}[2J\n\u{202e}x"

    private func report() -> DoctorReport {
        let problem = CredentialObservation.Problem(
            place: "subrosa.yml:3:5", what: Self.hostile, why: "it is so", remedy: "mend it", isOfCertificate: false)
        return DoctorReport(node: nil, time: SampleStatus.now.date, diagnosis: Diagnosis(unusable: [problem, problem]))
    }

    @Test func inPlainTextItIsPrintableASCIIWithWhatIsWrongAtTheEnd() {
        let lines = DoctorText(report(), isColored: false).lines
        #expect(lines.joined().unicodeScalars.allSatisfy { (" "..."~").contains($0) })
        #expect(
            lines.joined(separator: "\n") == """
                this node
                  WRONG  configuration  subrosa.yml:3:5: CN=?[2J??x: it is so
                  WRONG  configuration  subrosa.yml:3:5: CN=?[2J??x: it is so

                this node: configuration_invalid
                  seen    subrosa.yml:3:5: CN=?[2J??x: it is so
                  why     subrosa run does not start with it, and a running node does not take it over
                  remedy  mend it

                this node: configuration_invalid
                  seen    subrosa.yml:3:5: CN=?[2J??x: it is so
                  why     subrosa run does not start with it, and a running node does not take it over
                  remedy  mend it

                NOT WELL: this node, configuration_invalid, and 1 more
                """)
    }

    @Test func withColoursItSaysTheSame() {
        let plain = DoctorText(report(), isColored: false).lines
        let colored = DoctorText(report(), isColored: true).lines
        #expect(colored != plain)
        #expect(colored.map { $0.replacing(#/\u{1b}\[[0-9]+m/#, with: "") } == plain)
    }

    static let terminals: [(Bool, [String: String], Bool, Bool)] = [
        (true, [:], true, true), (false, [:], false, false), (true, ["NO_COLOR": "1"], true, false),
        (true, ["NO_COLOR": ""], true, true), (true, ["TERM": "dumb"], false, false),
    ]

    @Test(arguments: terminals)
    func coloursAreForTerminalsThatWantThem(
        isTerminal: Bool, environment: [String: String], isInteractive: Bool, isColored: Bool
    ) {
        let terminal = Terminal(isTerminal: isTerminal) { environment[$0] }
        #expect(terminal.isInteractive == isInteractive && terminal.isColored == isColored)
    }

    @Test func progressIsOneLineThatIsGoneAtTheEnd() {
        let written = Record<String>()
        let progress = ProgressLine(isShown: true) { written.append($0) }
        progress.show("asking \u{1b} peers")
        progress.clear()
        progress.show("too late")
        #expect(written.all == ["\r\u{1b}[Kasking ? peers ...", "\r\u{1b}[K"])
    }

    @Test func whatIsNotATerminalSeesNoProgress() {
        let written = Record<String>()
        let progress = ProgressLine(isShown: false) { written.append($0) }
        progress.show("asking peers")
        progress.clear()
        #expect(written.all.isEmpty)
    }
}
