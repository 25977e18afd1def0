import FoundationEssentials
import SubrosaTestKit
import SubrosaTransport
import Testing

@testable import SubrosaDoctor

@Suite("Diagnosis: clocks")
struct ClockDiagnosisTests {
    private static let hour = 3_600.0

    private static func set(_ observations: inout Observations, ahead: Double?...) {
        observations.peers = zip(observations.peers, ahead).map { peer, ahead in
            PeerObservation(
                node: peer.node, way: peer.way, clock: ahead.map { ClockReading(ahead: $0, source: "its status") })
        }
    }

    static let patients = [
        Patient("clocks that are as far apart as machines are") { set(&$0, ahead: 1.5, -4.9) },
        Patient("nobody tells the time") { set(&$0, ahead: nil, nil) },
        Patient("a peer an hour behind", "clock_differs of peer am-2") { set(&$0, ahead: -hour, 0.5) },
        Patient("of one peer alone it cannot be said whose is wrong", "clock_differs of peer am-3") {
            set(&$0, ahead: nil, hour)
        },
        Patient("both peers an hour ahead: it is this machine", "clock_differs of this node") {
            set(&$0, ahead: hour, hour + 1)
        },
        Patient("each other at odds", "clock_differs of peer am-2", "clock_differs of peer am-3") {
            set(&$0, ahead: hour, -hour)
        },
        Patient("a certificate that begins in half an hour by a clock an hour behind", "clock_differs of this node") {
            set(&$0, ahead: hour, hour)
            $0.peers[0] = PeerObservation(
                node: $0.peers[0].node,
                way: .dialled([
                    .init(
                        address: "192.0.2.1:9095",
                        outcome: WellSite.refused(
                            .certificateNotYetValid, presented: WellSite.dates(from: 0.02, to: 90)))
                ]), clock: $0.peers[0].clock)
            $0.alertmanager.api = WellSite.members([1, 3])
        },
        Patient("an own certificate that has ended by a clock an hour ahead", "clock_differs of this node") {
            set(&$0, ahead: -hour, -hour)
            $0.credentials.dates = WellSite.dates(from: -9, to: -0.02)
            $0.credentials.problems = [
                .init(place: "a", what: "it has expired", why: "it ended", remedy: "renew", isOfCertificate: true)
            ]
        },
    ]

    @Test(arguments: patients)
    func eachFaultIsNamedAndNoOther(_ patient: Patient) throws {
        #expect(Patient.words(try patient.diagnosis()) == patient.findings)
    }

    @Test func itIsSaidHowFarAndWhichWay() throws {
        var observations = try WellSite.observations()
        Self.set(&observations, ahead: -Self.hour, nil)
        let finding = try #require(Diagnosis(observations).findings.first)
        #expect(finding.seen.hasPrefix("its clock is 1 h 0 min behind this machine's, which says 2026-11-23"))
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777.0), ("Mon, 23 Nov 2026 09:52:00 GMT", 1_795_427_520),
    ])
    func theDateOfAnHTTPAnswerIsRead(text: String, seconds: Double) {
        #expect(HTTPDate.time(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 noon GMT",
    ])
    func whatIsNoDateIsNotRead(text: String) { #expect(HTTPDate.time(text) == nil) }
}
