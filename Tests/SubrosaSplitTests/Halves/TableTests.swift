import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaSplit

@Suite("The node table between the two halves")
struct TableTests {
    private func datagrams(_ halves: Halves, at half: SplitHalf, _ peer: String = "am-2") async throws -> Record<
        [UInt8]
    > {
        try #require(try await halves.side(half, peer) { $0.datagrams })
    }

    @Test func whatStaysLosesNothingWhileOthersComeAndGo() async throws {
        try await Halves.run { halves in
            let atEdge = try await datagrams(halves, at: .edge)
            let atHost = try await datagrams(halves, at: .host)
            let before = (atEdge.all.count, atHost.all.count)
            for round in 0..<20 as Range<UInt8> {
                try await halves.setPeers(round % 2 == 0 ? ["am-2", "am-3"] : ["am-2"])
                for number in 0..<10 as Range<UInt8> {
                    try await halves.send([round, number], from: .host)
                    try await halves.send([round, number], from: .edge)
                }
            }
            try await atEdge.wait("the last at the edge") { $0.last == [19, 9] }
            try await atHost.wait("the last at the host") { $0.last == [19, 9] }
            let sent = (0..<20 as Range<UInt8>).flatMap { round in (0..<10 as Range<UInt8>).map { [round, $0] } }
            #expect(Array(atEdge.all.dropFirst(before.0)) == sent && Array(atHost.all.dropFirst(before.1)) == sent)
            #expect(try await halves.drops(.host)["split_lost"] == nil)
            #expect(try await halves.drops(.edge)["split_lost"] == nil)
            #expect(halves.edgeLog.all("Attached to the host half").count == 1)
        }
    }

    @Test func aPeerThatIsAddedIsCarriedAtOnceAndOneThatGoesNoMore() async throws {
        try await Halves.run { halves in
            try await halves.setPeers(["am-2", "am-3"])
            let tables = try #require(try await halves.on { $0.front?.attachedTables })
            try await tables.wait("the new table") { $0.last == ["am-2", "am-3"] }
            try await halves.flows(.host, "am-3")
            try await halves.flows(.edge, "am-3")
            try await halves.setPeers(["am-3"])
            try await tables.wait("the last table") { $0.last == ["am-3"] }
            #expect(try await halves.side(.edge) { _ in 1 } == nil)
            try await halves.flows(.host, "am-3")
        }
    }

    @Test func aTableThatComesWhileOneIsTakenOverFollowsIt() async throws {
        try await Halves.run { halves in
            try await halves.on { $0.front?.holds = true }
            try await halves.setPeers(["am-2", "am-3"])
            let tables = try #require(try await halves.on { $0.front?.tables })
            try await tables.wait("the first") { $0.count == 2 }
            try await halves.setPeers(["am-2", "am-4"])
            // What stays is carried meanwhile.
            try await halves.flows(.host)
            try await halves.on { state in
                state.front?.holds = false
                state.front?.held.forEach { $0.succeed() }
            }
            let attached = try #require(try await halves.on { $0.front?.attachedTables })
            try await attached.wait("the last table") { $0.last == ["am-2", "am-4"] }
            try await halves.flows(.host, "am-4")
            #expect(try await halves.on { $0.front?.overlaps } == 0)
        }
    }

    @Test func aTableThatCannotBeTakenOverIsTriedAgainAndTheRestIsCarriedMeanwhile() async throws {
        try await Halves.run { halves in
            // Until it has been seen, however busy the machine is.
            try await halves.on { $0.front?.failures = Array(repeating: EdgeFailure(["in use"]), count: 100) }
            try await halves.setPeers(["am-2", "am-3"])
            let line = try await halves.hostLog.line("The edge cannot take over the node table").element
            #expect(line["err"] == "in use" && line["remedy"] != nil)
            #expect(try await halves.on { $0.host?.status.problems } == ["in use"])
            try await halves.flows(.host)
            try await halves.on { $0.front?.failures = [] }
            let attached = try #require(try await halves.on { $0.front?.attachedTables })
            try await attached.wait("the new table") { $0.last == ["am-2", "am-3"] }
            try await halves.flows(.host, "am-3")
            #expect(try await halves.on { $0.host?.status.problems } == [])
            #expect(halves.hostLog.all("The edge cannot take over the node table").count == 1)
            #expect(halves.edgeLog.all("Cannot take over the node table").count == 1)
        }
    }

    @Test func aHostHalfThatComesBackWhileATableIsTakenOverWaitsForIt() async throws {
        try await Halves.run(isStarted: false) { halves in
            try await halves.startHost()
            try await halves.startEdge { $0.holds = true }
            try await halves.eventually("it is being taken over") {
                try await halves.on { $0.front?.held.count } == 1
            }
            try await halves.stopHost()
            try await halves.edgeLog.line("The host half is gone")
            try await halves.startHost(["am-2", "am-3"])
            try await halves.eventually("the edge is there again") {
                try await halves.on { $0.host?.edges.isEmpty } == false
            }
            try await halves.on { state in
                state.front?.holds = false
                state.front?.held.forEach { $0.succeed() }
            }
            try await halves.meet()
            try await halves.flows(.host, "am-3")
            #expect(try await halves.on { $0.front?.overlaps } == 0)
        }
    }
}
