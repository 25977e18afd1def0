import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaNode

extension NodeBehaviour {
    @Suite("Counts of a running node")
    struct StatusCountsTests {
        @Test func twoNodesHaveDialledShakenHandsAndAnsweredHeartbeats() async throws {
            try await Cluster.run { cluster in
                let (one, _) = cluster.pair
                try await eventually("a heartbeat is answered, and a spare lane is there") {
                    let peer = try #require(try await one.control.status().peers.first)
                    return peer.roundTrips.count > 0 && peer.outboundLanes.idle > 0 && peer.inboundLanes.idle > 0
                }
                let status = try await one.control.status()
                let peer = try #require(status.peers.first)
                // A link and a lane; the other node may have been started later.
                #expect(peer.dials.dials >= 2)
                #expect(peer.roundTrips.sum > .zero && peer.roundTrips.sum < .seconds(3))
                #expect(peer.queue == .empty && peer.outboundLanes.busy == 0)
                for side in HandshakeCounters.Side.allCases {
                    #expect(status.handshakes[HandshakeCounters.Kind(side, .accepted)] ?? 0 >= 2, "\(side)")
                }
                #expect(status.child == nil)
            }
        }

        @Test func aPeerThatEndsIsALostLinkAndDialsThatFail() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try await two.stop()
                try await eventually("the link is lost, and a dial has failed") {
                    let peer = try #require(try await one.control.status().peers.first)
                    return peer.outbound.losses.values.reduce(0, +) == 1
                        && peer.inbound.losses.values.reduce(0, +) == 1
                        && peer.dials.failures[.connect(.connectionRefused)] ?? 0 > 0
                }
            }
        }
    }
}
