import SubrosaAdmin
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaDoctor

@Suite("Diagnosis: gossip")
struct GossipDiagnosisTests {
    static let patients = [
        Patient("what this Alertmanager sends is lost before Subrosa", "udp_lost of Alertmanager") {
            $0.gossip = try WellSite.gossip { peer, _ in
                peer.outbound = 0
                peer.pings = 0
            }
        },
        Patient("and its metrics are not to be had", "udp_lost of Alertmanager") {
            $0.gossip = try WellSite.gossip { peer, _ in
                peer.outbound = 0
                peer.pings = nil
            }
        },
        Patient("what Subrosa hands over is lost before this Alertmanager", "udp_lost of Alertmanager") {
            $0.gossip = try WellSite.gossip { peer, _ in peer.pings = 0 }
        },
        Patient("and the running node cannot be asked", "udp_lost of Alertmanager") {
            $0.gossip = try WellSite.gossip { peer, _ in
                peer.pings = 0
                peer.outbound = nil
                peer.inbound = nil
            }
        },
        Patient("what is for one peer is lost before Subrosa", "udp_lost of Alertmanager") {
            $0.gossip = try WellSite.gossip { peer, number in
                guard number == 2 else { return }
                peer.outbound = 0
                peer.pings = 0
            }
        },
        Patient("a peer's Alertmanager answers no ping", "udp_lost of peer am-2") {
            $0.gossip = try WellSite.gossip { peer, number in if number == 2 { peer.pings = 0 } }
        },
        Patient("a peer's Alertmanager refuses streams, and is still a member", "member_missing of peer am-2") {
            $0.gossip = try WellSite.gossip { peer, number in
                guard number == 2 else { return }
                peer.pings = 0
                peer.streamsFailed = ["alertmanager_refused": 2]
            }
        },
        Patient("Alertmanager does not read fast enough", "datagrams_dropped of Alertmanager") {
            $0.gossip = try WellSite.gossip { peer, _ in peer.droppedInbound = ["alertmanager_overflow": 5] }
        },
        Patient("a peer that is not reached does not answer pings either", "connection_refused of peer am-2") {
            $0.peers[0] = try WellSite.peer(
                try WellSite.node(2), .notConnected(.connectionRefused, detail: "Connection refused"))
            $0.gossip = try WellSite.gossip { peer, number in if number == 2 { peer.pings = 0 } }
        },
        Patient("an Alertmanager that pings less often is not judged") {
            $0.alertmanager.command? += ["--cluster.probe-interval=1m"]
            $0.gossip = try WellSite.gossip { peer, _ in peer.pings = 0 }
        },
        Patient("nor is one that has just started") {
            $0.alertmanager.api = WellSite.members([1, 2, 3], status: "settling")
            $0.gossip = try WellSite.gossip { peer, _ in peer.pings = 0 }
        },
    ]

    @Test(arguments: patients)
    func eachFaultIsNamedAndNoOther(_ patient: Patient) throws {
        #expect(Patient.words(try patient.diagnosis()) == patient.findings)
    }

    @Test func whatOneLookCountsMoreThanTheOtherHappenedInBetween() throws {
        let site = try WellSite.site()
        func sample(_ outbound: UInt64, dropped: UInt64, pings: [String: UInt64]) throws -> GossipSample {
            let status = try WellSite.status(of: site) { sample in
                let counters = PeerCounters()
                counters.datagrams.outbound = outbound
                counters.dropped(.outbound, .queueFull, count: Int(dropped))
                sample.peers[0] = SampleStatus.peer(
                    sample.peers[0].name, outbound: LinkStatus(), inbound: LinkStatus(), counters: counters)
            }
            return GossipSample(status: status, pings: pings)
        }
        let first = try sample(5, dropped: 2, pings: ["two": 7])
        let second = try sample(9, dropped: 3, pings: ["two": 8, "three": 1])
        let found = first.differences(
            to: second, site.peers, names: ["127.77.0.2:9094": "two", "127.77.0.3:9094": "three"])
        let two = try #require(found[try WellSite.node(2).name])
        #expect(two.outbound == 4 && two.inbound == 0 && two.pings == 1 && two.droppedOutbound == ["queue_full": 1])
        #expect(found[try WellSite.node(3).name]?.pings == 1)
        // It was started anew in between.
        #expect(second.differences(to: first, site.peers, names: [:])[try WellSite.node(2).name]?.outbound == 5)
    }

    @Test func alertmanagersMetricsAreRead() {
        let page = """
            # TYPE alertmanager_cluster_pings_seconds histogram
            alertmanager_cluster_pings_seconds_bucket{peer="01A",le="0.005"} 12
            alertmanager_cluster_pings_seconds_count{peer="01A"} 13
            alertmanager_cluster_pings_seconds_count{peer="01B"} 1e+06
            alertmanager_cluster_pings_seconds_count{peer="01C"} NaN
            alertmanager_cluster_pings_seconds_count{peer=
            """
        #expect(GossipSample.pings(inMetrics: Array(page.utf8)) == ["01A": 13, "01B": 1_000_000])
    }
}
