import SubrosaCore
import SubrosaTestKit
import SubrosaWire
import Testing

@testable import SubrosaTransport

@Suite("Links between two transports", .serialized)
struct LinkTests {
    private let nowhere = 1

    @Test func datagramsCrossInOrderIncludingEmptyOnes() async throws {
        try await Fabric.run { fabric in
            let two = try await TransportNode(fabric, 2, peer: 1, at: nowhere)
            let one = try await TransportNode(fabric, 1, peer: 2, at: two.port)
            try await one.start()
            try await one.changes.wait("the link comes up") { $0 == [true] }
            let sent = [[1], [], [2, 3], [UInt8](repeating: 4, count: 65_507), [5]]
            try await one.send(sent[0], sent[1], sent[2], sent[3], sent[4])
            try await two.datagrams.wait("all arrive") { $0.count == 5 }
            #expect(two.datagrams.all == sent)
        }
    }

    @Test func whatIsTooLongForAFrameIsDroppedAlone() async throws {
        try await Fabric.run { fabric in
            let two = try await TransportNode(fabric, 2, peer: 1, at: nowhere)
            let one = try await TransportNode(fabric, 1, peer: 2, at: two.port)
            try await one.send([1])
            try await one.start()
            try await one.changes.wait("the link comes up") { $0 == [true] }
            try await one.send([UInt8](repeating: 0, count: 65_508), [7])
            try await two.datagrams.wait("the other one arrives") { !$0.isEmpty }
            #expect(two.datagrams.all == [[7]])
            #expect(try await one.drops() == [.linkDown: 1, .tooLarge: 1])
        }
    }

    @Test func aPeerThatDrainsSaysSo() async throws {
        try await Fabric.run { fabric in
            let two = try await TransportNode(fabric, 2, peer: 1, at: nowhere)
            let one = try await TransportNode(fabric, 1, peer: 2, at: two.port)
            try await one.start()
            try await one.changes.wait("the link comes up") { $0 == [true] }
            try await one.end()
            let line = try await two.log.line("Accepted link ended").element
            #expect(line["reason"] == "peer_drained")
            #expect(one.log.all("Link down").map { $0["reason"] } == ["draining"])
            #expect(one.changes.all == [true, false])
        }
    }

    @Test func whatBecomesOfTheLinksIsToldAsEventsAtBothEnds() async throws {
        try await Fabric.run { fabric in
            let two = try await TransportNode(fabric, 2, peer: 1, at: nowhere)
            let one = try await TransportNode(fabric, 1, peer: 2, at: two.port)
            try await one.start()
            try await one.changes.wait("the link comes up") { $0 == [true] }
            try await one.end()
            _ = try await two.log.line("Accepted link ended")
            let (there, here) = (try await one.events(), try await two.events())
            #expect(there.map(\.kind) == [.linkUp, .linkDown])
            #expect(there.allSatisfy { $0.peer?.text == "am-2" && $0.direction == .outbound })
            #expect(there.map(\.reason) == [nil, "draining"])
            #expect(here.map(\.kind) == [.linkUp, .linkDown])
            #expect(here.allSatisfy { $0.peer?.text == "am-1" && $0.direction == .inbound })
            #expect(here.map(\.reason) == [nil, "peer_drained"])
            #expect(here[1].message == LinkDownReason.peerDrained.message)
        }
    }

    @Test func whoIsRefusedIsToldAsAnEventByHostAndReason() async throws {
        try await Fabric.run { fabric in
            let two = try await TransportNode(fabric, 2, peer: 1, at: nowhere)
            for _ in 0..<3 {
                let stranger = try TCPConnection(to: LoopbackAddress(ip: 0x7f_00_00_01, port: UInt16(two.port)))
                try stranger.send("G".utf8)
                _ = try await OnThread.run { try? stranger.receive() }
            }
            try await two.log.lines.wait("three are refused") { lines in
                lines.count { $0.message == "Peer refused" } == 3
            }
            let event = try #require(try await two.events().last)
            #expect(event.kind == .peerRefused && event.reason == RefusalReason.notTLS.rawValue)
            #expect(event.address == "127.0.0.1" && event.count == 3)
        }
    }

    @Test func aNewLinkTakesThePlaceOfTheOlder() async throws {
        try await Fabric.run { fabric in
            let two = try await TransportNode(fabric, 2, peer: 1, at: nowhere)
            let settings = try await fabric.settings(1)
            for _ in 0..<3 {
                #expect(try await fabric.dial(2, at: two.port, as: settings) == .ready("am-2", .link, digest: 0))
            }
            try await two.log.lines.wait("the third is accepted") { lines in
                lines.count { $0.message == "Link accepted" } == 3
            }
            // What was sent on the second may still be on the way; the first has had its time.
            _ = try await two.log.line("Replaced link ended")
            #expect(two.log.all("Replaced link ended").count == 1)
            #expect(two.log.all("Accepted link ended").isEmpty)
        }
    }

    /// Takes three seconds, which is what is tested.
    @Test func aPeerThatDoesNotAnswerPingsIsReplacedAfterThreeSeconds() async throws {
        try await Fabric.run { fabric in
            let mute = try await Acceptor(fabric, try await fabric.settings(2))
            let one = try await TransportNode(fabric, 1, peer: 2, at: mute.port)
            try await one.start()
            try await one.changes.wait("the link comes up") { $0 == [true] }
            let began = ContinuousClock.now
            try await one.send([1], [2])
            try await one.changes.wait("the link goes down and comes up again") { $0 == [true, false, true] }
            let passed = ContinuousClock.now - began
            #expect(passed >= .milliseconds(2_900) && passed < .milliseconds(4_500) * Patience.factor)
            #expect(one.log.all("Link down").map { $0["reason"] } == ["silent"])
            #expect(try await one.drops() == [.unconfirmed: 2], "nobody can say whether they arrived")
            #expect(mute.frames.all.count { $0 == .ping } >= 3)
        }
    }

    @Test func theNodeTableOfAPeerIsTheOneThatItLastReported() async throws {
        try await Fabric.run { fabric in
            let two = try await TransportNode(fabric, 2, peer: 1, at: nowhere)
            #expect(try await two.status().isTableEqual == nil)
            // Its hello has the same as this node.
            var said = try RawFrames.hello(role: .link, name: try fabric.name(1))
            said += RawFrames.report(tableDigest: .filled(9))
            try await Stranger.connect(
                fabric, to: two.port, try Stranger.configuration(try fabric.leaf(1)), sending: said)
            try await eventually("the tables differ") { try await two.status().isTableEqual == false }
        }
    }

    @Test func whoBreaksTheProtocolAfterItsHelloIsDroppedWithALine() async throws {
        try await Fabric.run { fabric in
            let two = try await TransportNode(fabric, 2, peer: 1, at: nowhere)
            var hello = try RawFrames.hello(role: .link, name: try fabric.name(1))
            hello += [FrameType.open.rawValue, 0, 0, 0]
            try await Stranger.connect(
                fabric, to: two.port, try Stranger.configuration(try fabric.leaf(1)), sending: hello)
            let refusal = try await two.log.line("Peer refused").element
            #expect(refusal["reason"] == "frame_invalid")
            #expect(refusal["peer"] == "am-1")
            #expect(try await two.log.line("Accepted link ended").element["reason"] == "protocol_violation")
        }
    }
}
