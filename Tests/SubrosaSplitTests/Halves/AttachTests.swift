import NIOCore
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaSplit

@Suite("The two halves of a node")
struct AttachTests {
    @Test func theyMeetAndEachSaysSo() async throws {
        try await Halves.run { halves in
            let line = try await halves.hostLog.line("Edge attached").element
            #expect(line["version"] == "1.2.3" && line["user"]?.hasPrefix("user ") == true)
            #expect(try await halves.on { $0.front?.attachedTables.all } == [["am-2"]])
            let status = try await halves.on { $0.host?.status }
            #expect(status?.isAttached == true && status?.count == 1 && status?.problems == [])
        }
    }

    @Test(arguments: [true, false])
    func whoeverComesFirstWaitsForTheOther(hostIsFirst: Bool) async throws {
        try await Halves.run(isStarted: false) { halves in
            if hostIsFirst {
                try await halves.startHost()
                try await halves.startEdge()
            } else {
                try await halves.startEdge()
                let line = try await halves.edgeLog.line("The host half cannot be reached").element
                #expect(line["reason"] == "not_there" && line["remedy"] != nil && line["why"] != nil)
                try await halves.startHost()
            }
            try await halves.meet()
        }
    }

    @Test func aHostHalfThatEndsInOrderIsNoWarningAndIsFoundAgain() async throws {
        try await Halves.run { halves in
            try await halves.on { $0.host?.beginDrain() }
            try await halves.stopHost()
            try await halves.edgeLog.line("The host half has ended")
            #expect(halves.edgeLog.all("The host half is gone").isEmpty)
            let position = halves.edgeLog.lines.all.count
            try await halves.startHost()
            try await halves.meet(from: position)
        }
    }

    @Test func anEdgeThatEndsInOrderIsNoWarningAndItsLastCountsAreTakenIn() async throws {
        try await Halves.run { halves in
            _ = try await halves.side(.edge) { $0.counters.dropped(.inbound, .sendFailed, count: 7) }
            try await halves.stopEdge()
            try await halves.hostLog.line("Edge ended")
            #expect(halves.hostLog.all("Edge lost").isEmpty)
            #expect(try await halves.drops(.host)["send_failed"] == 7)
            let status = try await halves.on { $0.host?.status }
            #expect(status?.isAttached == false && status?.lastTrouble == "it has ended in order")
            let position = halves.edgeLog.lines.all.count
            try await halves.startEdge()
            try await halves.meet(from: position)
        }
    }

    @Test func aSecondEdgeDoesNotGetThePlaceOfOneThatLives() async throws {
        try await Halves.run { halves in
            let log = LogRecorder()
            let sockets = try halves.sockets
            let second = try await halves.loop.submit { [loop = halves.loop, limits = halves.limits] in
                let edge = EdgeHalf(
                    sockets: sockets, users: .own(), version: "2", limits: limits, loop: loop, logger: log.logger)
                let front = FakeFront(edge, loop: loop)
                edge.start(front)
                return NIOLoopBound((edge, front), eventLoop: loop)
            }.get()
            let said = try await log.line("Cannot take over the node table").element
            #expect(said["err"]?.contains("another Subrosa serves it") == true, "\(said)")
            let heard = try await halves.hostLog.line("The edge cannot take over the node table").element
            #expect(heard["err"]?.contains("give each node a directory of its own") == true, "\(heard)")
            #expect(try await halves.on { $0.host?.status.problems.count } == 1)
            #expect(try await halves.on { $0.host?.status.isAttached } == true)
            #expect(log.all("Attached to the host half").isEmpty)
            #expect(try await halves.loop.submit { second.value.1.attachedTables.all.isEmpty }.get())
            try await halves.send([1], from: .host)
            let arrived = try await halves.side(.edge) { $0.datagrams }
            try await arrived?.first("a datagram at the first edge") { $0 == [1] }
            // It is gone, and with it what was wrong.
            try await halves.loop.flatSubmit { second.value.0.end() }.get()
            try await halves.eventually("no problem is left") {
                try await halves.on { $0.host?.status.problems } == []
            }
            #expect(try await halves.on { $0.host?.status.problems } == [])
            #expect(halves.hostLog.all("Edge lost").isEmpty)
        }
    }

    @Test func whoeverOnlySaysThatItIsBoundIsRefusedAndTheOperatorSeesIt() async throws {
        try await Halves.run { halves in
            let raw = try RawEdge(halves)
            try raw.say(.hello(version: "\u{1b}[31m" + String(repeating: "x", count: 1_000)), .bound)
            try await raw.waitForEnd()
            let line = try await halves.hostLog.line("Second edge refused").element
            #expect(line["remedy"] != nil && line["why"] != nil)
            #expect(try await halves.on { $0.host?.status.version } == "1.2.3")
            try await halves.flows(.host)
            #expect(halves.edgeLog.all("The host half is gone").isEmpty)
        }
    }

    @Test func whatAnEdgeSaysIsShortAndPlainInTheLogAndSaidOnce() async throws {
        try await Halves.run(isStarted: false) { halves in
            try await halves.startHost()
            let raw = try RawEdge(halves)
            let problems = (0..<3_000).map { "\u{1b}[31m \($0 % 100) " + String(repeating: "y", count: 100) }
            try raw.say(
                .hello(version: "\u{1b}[31m" + String(repeating: "x", count: 1_000)), .failed(problems),
                .failed(problems), .bound)
            let line = try await halves.hostLog.line("Edge attached").element
            #expect((line["version"]?.utf8.count ?? 0) < 40 && line["version"]?.contains("\u{1b}") == false)
            let lines = halves.hostLog.all("The edge cannot take over the node table")
            #expect(lines.count == SplitLimits.problems + 1)
            #expect(lines.allSatisfy { $0["err"]?.contains("\u{1b}") == false })
        }
    }

    @Test func anEdgeWhoseTextsAreNewEachTimeFillsNoLog() async throws {
        try await Halves.run(isStarted: false) { halves in
            try await halves.startHost()
            let raw = try RawEdge(halves)
            for round in 0..<20 { try raw.say(.failed((0..<20).map { "\(round) \($0)" })) }
            try raw.say(.bound)
            try await halves.hostLog.line("Edge attached")
            let lines = halves.hostLog.all("The edge cannot take over the node table")
            #expect((1...SplitLimits.problems + 1).contains(lines.count))
        }
    }

    @Test func anEdgeThatIsThereButCannotBeDialledIsSaidAndStandsInTheStatus() async throws {
        try await Halves.run(isStarted: false) { halves in
            try await halves.startHost()
            let raw = try RawEdge(halves)
            try raw.say(.hello(version: "1"), .bound)
            let line = try await halves.hostLog.line("The edge cannot be reached").element
            #expect(line["reason"] == "not_there" && line["remedy"] != nil)
            let problems = try #require(try await halves.on { $0.host?.status.problems })
            #expect(problems.count == 1 && problems.first?.contains("cannot be reached") == true, "\(problems)")
            try raw.say(.ending)
            try await halves.hostLog.line("Edge ended")
            #expect(try await halves.on { $0.host?.status.problems } == [])
        }
    }

    @Test func whoeverSaysNothingIsClosedAndIfItWasAttachedItIsLost() async throws {
        try await Halves.run(isStarted: false) {
            $0.silence = .milliseconds(300 * Int64(Patience.factor))
        } _: { halves in
            try await halves.startHost()
            try await RawEdge(halves).waitForEnd()
            #expect(halves.hostLog.all("Edge lost").isEmpty)
            let frozen = try RawEdge(halves)
            try frozen.say(.hello(version: "1"), .bound)
            try await frozen.waitForEnd()
            let line = try await halves.hostLog.line("Edge lost").element
            #expect(line["why"]?.hasPrefix("nothing came from it") == true && line["remedy"] != nil)
            try await halves.startEdge()
            try await halves.meet()
        }
    }

    @Test(arguments: ["nonsense", "huge", "unknown"])
    func whoeverSaysWhatNobodyUnderstandsIsClosedAndOnlyThat(_ what: String) async throws {
        try await Halves.run { halves in
            let raw = try RawEdge(halves)
            switch what {
            case "nonsense": try raw.socket.send([0, 0, 0, 2, 0x7b, 0x7b])
            case "huge": try raw.socket.send([0xff, 0xff, 0xff, 0xff])
            default: try raw.socket.send([0, 0, 0, 6] + Array(#"{"a":1}"#.utf8))
            }
            try await raw.waitForEnd()
            try await halves.flows(.edge)
        }
    }

    @Test func anotherVersionIsRefusedAndSaidOnce() async throws {
        try await Halves.run { halves in
            for path in [try halves.sockets.host, try halves.sockets.edge] {
                for _ in 0..<3 {
                    let client = try UnixSocket(to: path)
                    try client.send([2, 3, 0])
                    #expect(try await OnThread.run { try client.receive() }.isEmpty)
                }
            }
            for log in [halves.hostLog, halves.edgeLog] {
                let lines = log.all("Connection refused")
                #expect(lines.count == 1 && lines[0]["remedy"] != nil, "\(lines)")
            }
        }
    }

    @Test func onlySoManyControlConnectionsAreTaken() async throws {
        try await Halves.run(isStarted: false) { halves in
            try await halves.startHost()
            let raws = try (0..<SplitLimits.controlConnections).map { _ in try RawEdge(halves) }
            // Each has been told the table, so each is taken.
            for raw in raws { #expect(try await OnThread.run { try !raw.socket.receive().isEmpty }) }
            try await RawEdge(halves).waitForEnd()
            try await halves.hostLog.line("Too many edges")
            withExtendedLifetime(raws) {}
        }
    }

    @Test func anEdgeThatIsNotAttachedTakesNoData() async throws {
        try await Halves.run { halves in
            try await halves.stopHost()
            try await halves.edgeLog.line("The host half is gone")
            let client = try UnixSocket(to: halves.sockets.edge)
            var preamble = ByteBuffer()
            Preamble.link(Halves.name()).write(to: &preamble)
            try client.send(Array(preamble.readableBytesView) + [0x10, 0, 0, 1, 7])
            #expect(try await OnThread.run { try client.receive() }.isEmpty)
        }
    }

    @Test func reloadsAreAskedForOneAtATimeHoweverManyAsk() async throws {
        try await Halves.run { halves in
            try await halves.on { state in for _ in 0..<100 { state.edge?.requestReload() } }
            for number in 1...2 {
                try await halves.eventually("it is asked for") {
                    try await halves.on { $0.reloads.count } >= number
                }
                try await halves.flows(.edge)
                #expect(try await halves.on { $0.reloads.count } == number)
                // Not while the state is being looked at: the answer may have the next one asked for at once.
                let asked = try await halves.on { $0.reloads[number - 1] }
                asked.succeed(number == 1 ? ["no \u{1b}"] : [])
            }
            let line = try await halves.edgeLog.line("The host half refused to reload").element
            #expect(line["err"] == #"no \u{1b}"#)
            try await halves.edgeLog.line("The host half has reloaded its configuration")
            #expect(try await halves.on { $0.reloads.count } == 2)
        }
    }

    @Test func whoCanBeReachedIsToldOnceForAllThatChangesTogether() async throws {
        try await Halves.run(isStarted: false) { halves in
            let peers = (2..<500).map { "am-\($0)" }
            try await halves.startHost(peers)
            try await halves.startEdge()
            try await halves.edgeLog.line("Attached to the host half")
            try await halves.on { state in for local in state.locals.values { local.setReachable(true) } }
            let reachable = try #require(try await halves.on { $0.front?.reachable })
            try await reachable.first("all are reachable") { $0.count == peers.count }
            #expect(reachable.all == [[], peers.sorted()])
        }
    }
}
