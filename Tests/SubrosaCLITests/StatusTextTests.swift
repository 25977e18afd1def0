import SubrosaAdmin
import SubrosaConfig
import SubrosaDoctor
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaCLI

@Suite("Status in a terminal")
struct StatusTextTests {
    private func lines(_ sample: SampleStatus) throws -> [String] {
        StatusText(StatusDocument(try sample.status(), softwareVersion: "0.1.0")).lines
    }

    @Test func aNodeThatIsWell() throws {
        #expect(
            try lines(.well()).joined(separator: "\n") == """
                am-1  subrosa 0.1.0  ready  started 3 d 0 h ago

                PEER  DIRECTION  LINK  FOR      ADDRESS         REASON
                am-2  outbound   up    1 d 0 h  192.0.2.2:9095
                am-2  inbound    up    1 d 0 h  192.0.2.2:9095
                am-3  outbound   up    1 d 0 h  192.0.2.2:9095
                am-3  inbound    up    1 d 0 h  192.0.2.2:9095

                PEER  GOSSIP  FOR      LOSS  ROUND TRIP
                am-2  ok      1 d 0 h  0.0%  1.3 ms
                am-3  ok      1 d 0 h  0.0%  1.3 ms

                from / to  am-1    am-2    am-3
                am-1       -       1.3 ms  1.3 ms
                am-2       1.3 ms  -       1.3 ms
                am-3       1.3 ms  1.3 ms  -

                CERTIFICATE OF  TIME LEFT  SUBJECT  STANDS ON
                this node       23 d 0 h   CN=am-1  CN=CA
                am-2 outbound   40 d 0 h   CN=am-2  CN=CA
                am-2 inbound    40 d 0 h   CN=am-2  CN=CA
                am-3 outbound   40 d 0 h   CN=am-3  CN=CA
                am-3 inbound    40 d 0 h   CN=am-3  CN=CA

                CA     TIME LEFT   WHO STANDS ON IT
                CN=CA  3000 d 0 h  this node, am-2, am-3

                CRL OF  TIME LEFT  REVOKED
                CN=CA   6 d 0 h    2

                All is well.
                """)
    }

    @Test func whatIsWrongStandsAtTheEndWithWhatToDo() throws {
        let lines = try lines(.unwell())
        let link = try #require(lines.first { $0.hasPrefix("am-2  outbound   DOWN  1 d 0 h ") })
        #expect(link.hasSuffix(" certificate_expired"))
        let place = try #require(lines.firstIndex { $0.hasPrefix("am-2 outbound: link down, certificate_expired: ") })
        #expect(lines[place + 1] == "    renew it")
        #expect(lines.last == "NOT WELL: configuration, and 11 more")
    }

    private func sees(_ count: Int, showsMatrix: Bool = false) throws -> [String] {
        var sample = try SampleStatus.well()
        let names = try (1...count).map { try SampleStatus.name("am-\($0)") }
        sample.gossip.matrix = SampleStatus.matrix(names) { from, to in
            from == names[1] && to == names[2] ? .lossy : .ok
        }
        return StatusText(StatusDocument(try sample.status(), softwareVersion: "0.1.0"), showsMatrix: showsMatrix).lines
    }

    @Test func whatIsWrongBetweenOthersIsToldAndIsNotThisNodesProblem() throws {
        let lines = try sees(3)
        #expect(lines.contains("am-2       1.3 ms  -       LOSS 34%"))
        #expect(lines.contains("  am-2 <-> am-3: datagrams are lost (34 % of the canaries)"))
        #expect(lines.last == "All is well here.")
    }

    @Test(arguments: [(12, false, true), (13, false, false), (40, true, true)])
    func inALargeClusterTheMatrixIsShownIfItIsAskedFor(count: Int, showsMatrix: Bool, isShown: Bool) throws {
        let lines = try sees(count, showsMatrix: showsMatrix)
        #expect(lines.contains { $0.hasPrefix("from / to") } == isShown)
        // Those that are only counted are shown, too.
        if count == 40 { #expect(lines.contains { $0.hasPrefix("am-7 ") && $0.contains("  ok") }) }
    }

    @Test func theEventsAreShownIfAskedForTheLastOneLast() throws {
        var sample = try SampleStatus.well()
        #expect(try lines(sample).allSatisfy { !$0.contains("WHAT HAPPENED") })
        sample.events = [
            NodeEvent(
                .linkDown, at: SampleStatus.later(days: -1), peer: try SampleStatus.name("am-2"), direction: .outbound,
                reason: "silent", message: "nothing was heard", detail: "for 3 s"),
            NodeEvent(
                .peerRefused, at: SampleStatus.later(days: -2), address: "192.0.2.7", reason: "no_certificate",
                message: "the peer presented no certificate", count: 41),
        ]
        let status = StatusDocument(try sample.status(), softwareVersion: "0.1.0")
        let text = StatusText(status, showsEvents: true).lines.joined(separator: "\n")
        #expect(
            text.contains(
                """
                WHEN         WHAT HAPPENED                      WHY
                2 d 0 h ago  peer refused: 192.0.2.7, 41 times  no_certificate: the peer presented no certificate
                1 d 0 h ago  link to am-2 down                  silent: nothing was heard (for 3 s)

                All is well.
                """))
    }

    @Test func hostileTextCannotMoveTheCursorOrBreakALine() throws {
        let status = StatusDocument(try SampleStatus.unwell().status(), softwareVersion: "0.1.0")
        for line in StatusText(status, showsEvents: true).lines {
            #expect(line.unicodeScalars.allSatisfy { (" "..."~").contains($0) }, "\(line)")
        }
        #expect(TerminalText.plain("a\u{1b}[2Jb\u{9b}\n\u{202e}ü\t") == "a?[2Jb?????")
    }

    @Test(arguments: [
        ("0.0.0.0:9096", "http://127.0.0.1:9096"), ("[::]:9096", "http://[::1]:9096"),
        ("192.0.2.1:80", "http://192.0.2.1:80"),
    ])
    func theAddressOfTheFileIsAsked(listen: String, expected: String) throws {
        #expect(StatusURL(try WebSettings.parse(flag: listen).get(), credentialDirectory: nil).description == expected)
    }
}
