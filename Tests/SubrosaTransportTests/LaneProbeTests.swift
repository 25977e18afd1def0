import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaIdentity
import SubrosaNames
import SubrosaTestKit
import Testing

@testable import SubrosaTransport

@Suite("A lane that only looks", .serialized)
struct LaneProbeTests {
    private func dial(
        _ fabric: Fabric, _ number: Int, at port: Int, as settings: PeerConnectionSettings, segment: Int? = nil
    ) async throws -> ProbeOutcome {
        let node = try fabric.node(number, at: port)
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        let loop = fabric.loop
        return try await within(.seconds(10), "the probe ends") {
            await LaneProbe.dial(node, at: address, settings: settings, segment: segment, on: loop)
        }
    }

    @Test(arguments: [nil, LaneProbe.smallSegment])
    func aPeerIsGreetedAndItsTableIsSeen(segment: Int?) async throws {
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(fabric, try await fabric.settings(2, digest: 22))
            let outcome = try await dial(
                fabric, 2, at: acceptor.port, as: try await fabric.settings(1, digest: 11), segment: segment)
            guard case .greeted(let greeted) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(greeted.digest.bytes[0] == 22 && greeted.proven.nodes.map(\.text) == ["am-2"])
            #expect(greeted.connect > .zero && greeted.hello > .zero)
            #expect(try await acceptor.first() == .ready("am-1", .lane, digest: 11))
        }
    }

    @Test func theLinkThatIsUpStaysUp() async throws {
        try await Fabric.run { fabric in
            let two = try await TransportNode(fabric, 2, peer: 1, at: 1)
            let one = try await TransportNode(fabric, 1, peer: 2, at: two.port)
            try await one.start()
            try await one.changes.wait("the link comes up") { $0 == [true] }
            for _ in 0..<3 {
                guard case .greeted = try await dial(fabric, 2, at: two.port, as: try await fabric.settings(1)) else {
                    Issue.record("not greeted")
                    return
                }
            }
            try await one.send([7])
            try await two.datagrams.wait("the link still carries") { $0 == [[7]] }
            #expect(one.changes.all == [true])
            #expect(two.log.all("Link accepted").count == 1)
            #expect(two.log.all("Peer refused").isEmpty)
        }
    }

    @Test func aPeerThatIsAnotherNodeIsToldWithTheDatesOfItsCertificate() async throws {
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(fabric, try await fabric.settings(3))
            let outcome = try await dial(fabric, 2, at: acceptor.port, as: try await fabric.settings(1))
            guard case .refused(let refusal, _, let presented?) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(refusal.reason == .wrongNode)
            #expect(presented.begin < fabric.pki.now && presented.end > fabric.pki.now)
        }
    }

    @Test func whoSaysNothingIsGivenUp() async throws {
        try await Fabric.run { fabric in
            let port = try await Stranger.listen(fabric, nil)
            let settings = try await fabric.settings(1, deadline: .milliseconds(100))
            guard case .refused(let refusal, _, nil) = try await dial(fabric, 2, at: port, as: settings) else {
                Issue.record("not refused")
                return
            }
            #expect(refusal.reason == .handshakeTimeout)
        }
    }

    @Test func whereNobodyListensThereIsNoConnection() async throws {
        try await Fabric.run { fabric in
            let free = try LoopbackAddress(ip: 0x7f00_0001, port: 0).withFreePort()
            let outcome = try await dial(fabric, 2, at: Int(free.port), as: try await fabric.settings(1))
            #expect(outcome == .notConnected(.connectionRefused, detail: "Connection refused"))
        }
    }

    @Test func namesAreResolvedAsForADial() async throws {
        try await Fabric.run { fabric in
            let found = await NameProbe.addresses(
                by: NameService(), of: "localhost", port: 9_095, deadline: .seconds(10), on: fabric.loop)
            let addresses = try found.get().map { "\($0.ipAddress ?? "") \($0.port ?? 0)" }
            #expect(addresses.contains("127.0.0.1 9095"))
            let missing = await NameProbe.addresses(
                by: NameService(), of: "am-2.invalid", port: 9_095, deadline: .seconds(10), on: fabric.loop)
            #expect(throws: NameFailure.self) { try missing.get() }
        }
    }
}
