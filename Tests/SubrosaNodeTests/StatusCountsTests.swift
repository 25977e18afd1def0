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

        @Test func whatAnAlertmanagerThatDoesNotReadLosesIsCounted() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let source = try one.openUDP()
                let sink = try two.openUDP()
                #expect(try await two.control.status().gossip.overflow == 0)
                let datagram = [UInt8](repeating: 1, count: 8_000)
                // More at a time than its socket has room for; it is looked at every 10 s.
                try await eventually("the kernel's drops are told", within: .seconds(25)) {
                    for _ in 0..<100 { try source.send(datagram, to: one.virtualAddress(of: two)) }
                    return try await two.control.status().gossip.overflow > 0
                }
                #expect(try await one.control.status().gossip.overflow == 0)
                withExtendedLifetime(sink) {}
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
