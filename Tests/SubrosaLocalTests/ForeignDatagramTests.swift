import SubrosaTestKit
import Testing

@testable import SubrosaLocal

@Suite("Datagrams of other programs")
struct ForeignDatagramTests {
    @Test func onlyWhatTheLocalAlertmanagerSendsGoesToThePeer() async throws {
        try await LocalSide.run(0x7f_4f_01) { side in
            let foreigners = try [
                UDPClient(side.alertmanager.with(port: 0)), UDPClient(LoopbackAddress(ip: 0x7f_00_00_01, port: 0)),
            ]
            let alertmanager = try UDPClient(side.alertmanager)
            for foreigner in foreigners { try foreigner.send([6, 6, 6], to: side.peer) }
            try alertmanager.send([1, 2, 3], to: side.peer)
            try await side.datagrams.wait("a datagram comes through") { !$0.isEmpty }
            #expect(side.datagrams.all == [[1, 2, 3]])
            #expect(try await side.drops(.foreignSource) == 2)
            let line = try await side.log.line("Datagrams dropped", ["reason": "foreign_source"]).element
            #expect(line["err"] == "the last came from \(foreigners[0].address)")
            #expect(side.log.all("Datagrams dropped").count == 1, "the rest is gathered")
        }
    }
}
