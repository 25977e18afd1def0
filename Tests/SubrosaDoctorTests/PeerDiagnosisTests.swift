import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import SubrosaTransport
import Testing

@testable import SubrosaDoctor

@Suite("Diagnosis: peers")
struct PeerDiagnosisTests {
    private static func spoil(_ observations: inout Observations, _ outcomes: ProbeOutcome..., small: Bool = false)
        throws
    {
        let node = try WellSite.node(2)
        let dials = outcomes.enumerated().map { index, outcome in
            PeerObservation.Dial(address: "192.0.2.\(index + 1):9095", outcome: outcome, passesSmallOnly: small)
        }
        observations.peers[0] = PeerObservation(node: node, way: .dialled(dials))
        // What Alertmanager makes of it.
        observations.alertmanager.api = WellSite.members([1, 3])
    }

    private static func well(_ observations: Observations, connect: Duration = .milliseconds(2)) throws -> ProbeOutcome
    {
        .greeted(
            try WellSite.greeted(
                try WellSite.node(2), digest: TableDigest(of: observations.site.table), connect: connect))
    }

    private static let otherDigest = TableDigest(bytes: [UInt8](repeating: 9, count: 32))

    static let patients = [
        Patient("a name that does not resolve", "name_not_resolved of peer am-2") {
            $0.peers[0] = PeerObservation(node: try WellSite.node(2), way: .unresolved("Name or service not known"))
            $0.alertmanager.api = WellSite.members([1, 3])
        },
        Patient("a port that a firewall drops, at both addresses", "connect_timeout of peer am-2") {
            try spoil(
                &$0, .notConnected(.connectTimeout, detail: "no answer"),
                .notConnected(.unreachable, detail: "no route"))
        },
        Patient("a peer whose Subrosa is stopped", "connection_refused of peer am-2") {
            try spoil(&$0, .notConnected(.connectionRefused, detail: "Connection refused"))
        },
        Patient("one address of two that does not answer is no fault") {
            let reached = try well($0)
            try spoil(&$0, .notConnected(.unreachable, detail: "no route"), reached)
            $0.alertmanager.api = WellSite.members()
        },
        Patient("one address of two that leads to another node", "wrong_node of peer am-2") {
            let reached = try well($0)
            try spoil(&$0, reached, WellSite.refused(.wrongNode))
        },
        Patient("a wrong certificate at both addresses is one fault", "wrong_node of peer am-2") {
            try spoil(&$0, WellSite.refused(.wrongNode), WellSite.refused(.wrongNode))
        },
        Patient("a certificate that has expired", "certificate_expired of peer am-2") {
            try spoil(&$0, WellSite.refused(.certificateExpired, presented: WellSite.dates(from: -90, to: -3)))
        },
        Patient("a certificate that begins in an hour: it is a clock", "clock_suspect of this node") {
            try spoil(&$0, WellSite.refused(.certificateNotYetValid, presented: WellSite.dates(from: 0.04, to: 90)))
        },
        Patient("a certificate that begins next week", "certificate_not_yet_valid of peer am-2") {
            try spoil(&$0, WellSite.refused(.certificateNotYetValid, presented: WellSite.dates(from: 7, to: 90)))
        },
        Patient("a path that eats full packets", "packet_size of peer am-2") {
            try spoil(&$0, WellSite.refused(.handshakeTimeout), small: true)
        },
        Patient("a frozen peer", "handshake_timeout of peer am-2") {
            try spoil(&$0, WellSite.refused(.handshakeTimeout))
        },
        Patient("a peer that refuses this node", "refused_by_peer of peer am-2") {
            try spoil(&$0, WellSite.refused(.refusedByPeer))
        },
        Patient("unequal node tables", "tables_differ of peer am-2") {
            let digest = try #require(otherDigest)
            try spoil(&$0, .greeted(try WellSite.greeted(try WellSite.node(2), digest: digest)))
        },
        Patient("a satellite in between", "slow_path of peer am-2") {
            let reached = try well($0, connect: .milliseconds(700))
            try spoil(&$0, reached)
        },
        Patient("a link that is down, although the peer answers", "link_down of peer am-2") {
            $0.running = .answered(
                try WellSite.status(of: $0.site) { sample in
                    sample.peers[0] = SampleStatus.peer(
                        sample.peers[0].name, outbound: LinkStatus(), inbound: sample.peers[0].inbound)
                })
        },
        Patient("a peer that cannot dial this node", "inbound_link_down of peer am-2") {
            $0.running = .answered(
                try WellSite.status(of: $0.site) { sample in
                    sample.peers[0] = SampleStatus.peer(
                        sample.peers[0].name, outbound: sample.peers[0].outbound, inbound: LinkStatus())
                })
        },
        Patient("a firewall here that lets no peer in", "inbound_link_down of this node") {
            $0.running = .answered(
                try WellSite.status(of: $0.site) { sample in
                    for index in sample.peers.indices {
                        sample.peers[index] = SampleStatus.peer(
                            sample.peers[index].name, outbound: sample.peers[index].outbound, inbound: LinkStatus())
                    }
                })
        },
        Patient("a node table here that no peer has", "tables_differ of this node") {
            let digest = try #require(otherDigest)
            $0.peers = try (2...3).map {
                try WellSite.peer(
                    WellSite.node($0), .greeted(try WellSite.greeted(try WellSite.node($0), digest: digest)))
            }
            $0.alertmanager.api = WellSite.members([1])
        },
        Patient("datagrams that are dropped on the way", "datagrams_dropped of peer am-2") {
            $0.gossip = try WellSite.gossip { peer, number in
                if number == 2 { peer.droppedOutbound = ["queue_expired": 5] }
            }
        },
    ]

    @Test(arguments: patients)
    func eachFaultIsNamedAndNoOther(_ patient: Patient) throws {
        #expect(Patient.words(try patient.diagnosis()) == patient.findings)
    }

    /// Whatever a peer may be refused for, it is found, at some step, with what to do.
    @Test(arguments: RefusalReason.allCases)
    func everyRefusalIsAFindingWithARemedy(_ reason: RefusalReason) throws {
        var observations = try WellSite.observations()
        try Self.spoil(&observations, WellSite.refused(reason))
        let diagnosis = Diagnosis(observations)
        #expect(Patient.words(diagnosis) == ["\(reason.rawValue) of peer am-2"])
        #expect(diagnosis.findings.allSatisfy { !$0.remedy.isEmpty && !$0.why.isEmpty })
    }

    @Test func theStepsBeforeTheFaultAreOKAndThoseBehindItAreNotThere() throws {
        var observations = try WellSite.observations()
        try Self.spoil(&observations, WellSite.refused(.wrongNode))
        let steps = Diagnosis(observations).checks.filter { $0.about == .peer(observations.peers[0].node.name) }
        #expect(steps.map { "\($0.step) \($0.state)" } == ["name ok", "tcp ok", "identity wrong"])
    }

    @Test func aFewLossesAndThoseOfOtherFaultsDoNotCount() {
        #expect(DatagramLoss(.wayToPeer, dropped: [["queue_full": 2]]) == nil)
        #expect(DatagramLoss(.wayToPeer, dropped: [["link_down": 1_000, "unheard_of": 1_000]]) == nil)
        #expect(DatagramLoss(.thisMachine, dropped: [["queue_full": 1_000, "alertmanager_unknown": 9]]) == nil)
        let loss = DatagramLoss(.wayToPeer, dropped: [["queue_full": 3, "too_large": 40], ["queue_expired": 2]])
        #expect(loss?.count == 5 && loss?.reason == .queueFull)
    }
}
